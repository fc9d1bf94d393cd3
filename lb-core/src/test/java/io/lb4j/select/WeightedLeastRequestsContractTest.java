package io.lb4j.select;

final class WeightedLeastRequestsContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.weightedLeastRequests(1);
  }
}

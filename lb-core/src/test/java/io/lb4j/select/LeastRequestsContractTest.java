package io.lb4j.select;

final class LeastRequestsContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.leastRequests();
  }
}

package io.lb4j.select;

final class PowerOfChoicesContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.powerOfChoices(3, LoadMetrics.inFlight());
  }
}

package io.lb4j.select;

final class RoundRobinContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.roundRobin();
  }
}

package io.lb4j.select;

final class SmoothWeightedRoundRobinContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.smoothWeightedRoundRobin();
  }

  @Override
  boolean honoursWeights() {
    return true;
  }
}

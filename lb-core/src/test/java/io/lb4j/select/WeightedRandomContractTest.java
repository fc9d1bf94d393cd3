package io.lb4j.select;

final class WeightedRandomContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.weightedRandom();
  }

  @Override
  boolean honoursWeights() {
    return true;
  }
}

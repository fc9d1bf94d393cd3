package io.lb4j.select;

final class StaticStrideContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.staticStride();
  }

  @Override
  boolean honoursWeights() {
    return true;
  }
}

package io.lb4j.select;

final class UniformRandomContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.random();
  }
}

package io.lb4j.select;

final class PowerOfTwoContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.powerOfTwoChoices();
  }
}

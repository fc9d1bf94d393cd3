package io.lb4j.select;

final class C3ContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.c3();
  }
}

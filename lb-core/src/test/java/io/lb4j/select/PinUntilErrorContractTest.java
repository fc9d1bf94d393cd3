package io.lb4j.select;

final class PinUntilErrorContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.pinUntilError();
  }

  @Override
  boolean leavesSomeIdleOnPurpose() {
    return true;
  }
}

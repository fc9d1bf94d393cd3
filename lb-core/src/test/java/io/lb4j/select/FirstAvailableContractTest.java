package io.lb4j.select;

final class FirstAvailableContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.firstAvailable();
  }

  @Override
  boolean leavesSomeIdleOnPurpose() {
    return true;
  }
}

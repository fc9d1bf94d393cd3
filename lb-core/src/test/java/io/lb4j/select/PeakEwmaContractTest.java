package io.lb4j.select;

final class PeakEwmaContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.peakEwma();
  }
}

package io.lb4j.select;

final class ReportedLoadContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.reportedLoad();
  }

  @Override
  boolean honoursWeights() {
    return true;
  }
}

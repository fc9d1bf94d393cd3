package io.lb4j.select;

final class EarliestDeadlineFirstContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.earliestDeadlineFirst();
  }

  @Override
  boolean honoursWeights() {
    return true;
  }
}

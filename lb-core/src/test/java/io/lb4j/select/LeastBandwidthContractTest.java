package io.lb4j.select;

final class LeastBandwidthContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.leastBandwidth();
  }
}

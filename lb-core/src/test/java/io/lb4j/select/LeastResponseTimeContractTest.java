package io.lb4j.select;

final class LeastResponseTimeContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.leastResponseTime();
  }
}

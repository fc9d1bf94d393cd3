package io.lb4j.select;

final class LeastConnectionsContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.leastConnections();
  }
}

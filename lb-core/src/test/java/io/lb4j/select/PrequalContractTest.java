package io.lb4j.select;

import java.util.concurrent.CompletableFuture;

final class PrequalContractTest extends PickerContract {

  @Override
  SelectionPolicy policy() {
    return SelectionPolicies.prequal(endpoint -> new CompletableFuture<>());
  }
}

package io.lb4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.benchmarks.floor.Floor;
import io.lb4j.benchmarks.floor.FloorKey;
import io.lb4j.benchmarks.floor.FloorLease;
import io.lb4j.request.SelectionContext;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides of a benchmark must do the same. */
class WorkloadTest {

  @ParameterizedTest
  @CsvSource({
    "ringHash, 10",
    "ringHash, 3000",
    "maglev, 10",
    "nginxConsistentHash, 10",
    "libmemcachedKetama, 3",
    "libmemcachedKetama, 100",
    "rendezvousHash, 10",
    "rendezvousHash:weighted, 10",
    "jumpHash, 10",
    "moduloHash, 10",
    "moduloHash:weighted, 10",
    "ipHash, 10",
    "ipHash:weighted, 10",
    "boundedLoad, 10"
  })
  void theFloorPlacesKeysLikeTheLibrary(String policy, int n) {
    Workload workload = Workload.of(policy, n);
    SelectionContext[] contexts = workload.contexts();
    FloorKey[] keys = workload.keys();
    Floor floor = workload.floor();
    Set<Object> targets = new HashSet<>();
    try (Balancer<Object> balancer = workload.balancer()) {
      for (int i = 0; i < Workload.KEYS; i++) {
        FloorLease ours = floor.select(keys[i]);
        Lease<Object> theirs = balancer.select(contexts[i]);
        assertThat(ours.target()).isEqualTo(theirs.target());
        targets.add(ours.target());
        ours.report();
        ours.close();
        theirs.report(workload.outcome());
        theirs.close();
      }
    }
    assertThat(targets).hasSizeGreaterThan(Math.min(n, 500) - 1);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyPolicyHasAFloor(String policy) {
    Workload workload = Workload.of(policy, 3);
    FloorLease lease = workload.floor().select(workload.keys()[0]);
    assertThat(lease.target()).asString().startsWith("host-");
  }

  static Iterable<String> policies() {
    return Policies.NAMES;
  }
}

package io.lb4j.benchmarks.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A floor that does not balance would be no floor. */
class FloorTest {

  @ParameterizedTest
  @ValueSource(strings = {"roundRobin", "random", "powerOfTwoChoices", "peakEwma"})
  void spreadsLoadOverAllTargets(String policy) {
    Floor floor = Floor.of(policy, new Object[] {"a", "b", "c", "d"});
    Map<Object, Integer> picks = new HashMap<>();
    // Left open: latencies are real here, and by them a target that was unlucky once may rest.
    for (int i = 0; i < 4000; i++) {
      picks.merge(floor.select().target(), 1, Integer::sum);
    }
    assertThat(picks)
        .hasSize(4)
        .allSatisfy((target, count) -> assertThat(count).isGreaterThan(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"powerOfTwoChoices", "peakEwma"})
  void ofTwoTheIdleOneIsChosen(String policy) {
    Floor floor = Floor.of(policy, new Object[] {"a", "b"});
    List<FloorLease> open = new ArrayList<>();
    Set<Object> busy = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      FloorLease lease = floor.select();
      open.add(lease);
      busy.add(lease.target());
    }
    assertThat(busy).containsExactlyInAnyOrder("a", "b");
    FloorLease freed = open.get(0);
    freed.report();
    freed.close();
    assertThat(floor.select().target()).isEqualTo(freed.target());
  }
}

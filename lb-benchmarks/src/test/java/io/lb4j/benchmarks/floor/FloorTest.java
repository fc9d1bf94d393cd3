package io.lb4j.benchmarks.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A floor that does less than its policy would be no floor. */
class FloorTest {

  private static final FloorKey NO_KEY = FloorKey.of("");
  private static final double[] EQUAL = {1, 1, 1, 1};
  private static final double[] RISING = {1, 2, 3, 4};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "roundRobin",
        "random",
        "powerOfTwoChoices",
        "powerOfChoices",
        "peakEwma",
        "leastRequests",
        "leastBandwidth",
        "leastResponseTime",
        "c3"
      })
  void spreadsLoadOverAllHosts(String policy) {
    Floor floor = floor(policy, EQUAL);
    // Left open: latencies are real here, and by them a host that was unlucky once may rest.
    Map<Object, Integer> picks = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      FloorLease lease = floor.select(NO_KEY);
      picks.merge(lease.target(), 1, Integer::sum);
      if (policy.equals("leastBandwidth")) {
        lease.report();
      }
    }
    assertThat(picks)
        .hasSize(4)
        .allSatisfy((target, count) -> assertThat(count).isGreaterThan(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weightedRandom",
        "smoothWeightedRoundRobin",
        "earliestDeadlineFirst",
        "staticStride",
        "reportedLoad",
        "weightedLeastRequests",
        "leastConnections",
        "leastRequests",
        "powerOfTwoChoices"
      })
  void idleHostsAreChosenByWeight(String policy) {
    Floor floor = floor(policy, RISING);
    Map<Object, Integer> picks = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      FloorLease lease = floor.select(NO_KEY);
      picks.merge(lease.target(), 1, Integer::sum);
      lease.report();
      lease.close();
    }
    for (int i = 0; i < RISING.length; i++) {
      assertThat(picks.get("host-" + i) / 100_000.0).isCloseTo(RISING[i] / 10, within(0.02));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "powerOfTwoChoices",
        "peakEwma",
        "leastRequests",
        "leastConnections",
        "leastResponseTime",
        "c3"
      })
  void ofTwoTheIdleOneIsChosen(String policy) {
    Floor floor = floor(policy, new double[] {1, 1});
    List<FloorLease> open = new ArrayList<>();
    Set<Object> busy = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      FloorLease lease = floor.select(NO_KEY);
      open.add(lease);
      busy.add(lease.target());
    }
    assertThat(busy).containsExactlyInAnyOrder("host-0", "host-1");
    FloorLease freed = open.get(0);
    freed.report();
    freed.close();
    assertThat(floor.select(NO_KEY).target()).isEqualTo(freed.target());
  }

  @Test
  void smoothTurnsAreThoseOfNginx() {
    Floor floor = floor("smoothWeightedRoundRobin", new double[] {5, 1, 1});
    assertThat(picks(floor, 7)).containsExactly(0, 0, 1, 0, 2, 0, 0);
  }

  @Test
  void deadlinesAreThoseOfEnvoy() {
    assertThat(picks(floor("earliestDeadlineFirst", new double[] {1, 2}), 6))
        .containsExactly(1, 0, 1, 1, 0, 1);
    assertThat(picks(floor("earliestDeadlineFirst", new double[] {1, 4}), 5))
        .containsExactly(1, 1, 1, 0, 1);
  }

  @Test
  void firstAvailableFillsOneHostAfterTheOther() {
    Floor floor = floor("firstAvailable", EQUAL);
    assertThat(picks(floor, 25))
        .startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
        .endsWith(1, 2, 2, 2, 2, 2);
  }

  @Test
  void aPinHoldsUntilAnErrorAndMovesOnce() {
    Pin pin = new Pin(3);
    assertThat(pin.pick(NO_KEY)).isZero();
    pin.failed(0);
    assertThat(pin.pick(NO_KEY)).isEqualTo(1);
    assertThat(pin.pick(NO_KEY)).isEqualTo(1);
    pin.failed(0);
    assertThat(pin.pick(NO_KEY)).isEqualTo(1);
  }

  @Test
  void aBoundedRingPassesOnWhatIsMoreThanAShare() {
    Floor floor = floor("boundedLoad", EQUAL);
    List<Integer> picks = picks(floor, 40);
    for (int host = 0; host < EQUAL.length; host++) {
      int chosen = host;
      assertThat(picks.stream().filter(pick -> pick == chosen)).hasSizeLessThanOrEqualTo(13);
    }
  }

  private static Floor floor(String policy, double[] weights) {
    String[] names =
        IntStream.range(0, weights.length).mapToObj(i -> "host-" + i).toArray(String[]::new);
    return Floors.of(policy, names, weights, new FloorLoad(1000, 10));
  }

  /** Leaves the leases open. */
  private static List<Integer> picks(Floor floor, int count) {
    List<Integer> picks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String target = floor.select(NO_KEY).target().toString();
      picks.add(Integer.valueOf(target.substring("host-".length())));
    }
    return picks;
  }
}

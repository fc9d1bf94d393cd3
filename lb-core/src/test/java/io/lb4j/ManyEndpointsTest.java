package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Large sets, and sets that never stay the same. */
final class ManyEndpointsTest {

  private static List<Endpoint<String>> endpoints(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Endpoint.of("e" + i, "target")).toList();
  }

  @Test
  void fiftyThousandEndpointsServeAndKeepTheirStateOverChurn() {
    VirtualFleet fleet = new VirtualFleet(endpoints(0, 50_000), builder -> builder);
    fleet.report("e49999", Outcome.failure(), 5);
    for (int i = 1; i <= 10; i++) {
      fleet.balancer.update(endpoints(i * 1000, 50_000 + i * 1000));
      fleet.pass(Duration.ofSeconds(1));
    }
    assertThat(fleet.look("e49999").counts().failures()).isEqualTo(5);
    assertThat(fleet.balancer.snapshot().endpoints()).hasSize(50_000);
    assertThat(fleet.traffic(1000, Duration.ofNanos(100), id -> Outcome.success()))
        .hasSizeGreaterThan(900);
  }

  @Test
  void endpointsThatCameAndWentAreForgotten() {
    VirtualFleet fleet = new VirtualFleet(endpoints(0, 10), builder -> builder);
    for (int i = 1; i <= 100; i++) {
      fleet.balancer.update(endpoints(i * 1000, i * 1000 + 1000));
    }
    assertThat(rememberedAfterwards(fleet)).as("tombstones of 100 000 endpoints").isZero();
  }

  private static int rememberedAfterwards(VirtualFleet fleet) {
    fleet.pass(Duration.ofSeconds(61));
    int returned = 0;
    fleet.balancer.update(endpoints(0, 99_000));
    for (var endpoint : fleet.balancer.snapshot().endpoints()) {
      returned += endpoint.selections() > 0 ? 1 : 0;
    }
    return returned;
  }
}

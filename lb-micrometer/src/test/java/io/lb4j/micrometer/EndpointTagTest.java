package io.lb4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Meters of single endpoints are on request, few, and go with their endpoints. */
final class EndpointTagTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Fleet fleet = new Fleet(4);

  /** Requests by the value of the tag. */
  private Map<String, Long> requests() {
    Map<String, Long> requests = new TreeMap<>();
    registry
        .find("lb.endpoint.requests")
        .timers()
        .forEach(
            timer -> requests.merge(timer.getId().getTag("endpoint"), timer.count(), Long::sum));
    return requests;
  }

  private void callEach(int from, int to) {
    for (int i = from; i < to; i++) {
      fleet.callOn("e" + i, Outcome.success());
    }
  }

  @Test
  void thereAreNoneByDefault() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    callEach(0, 4);

    assertThat(requests()).isEmpty();
  }

  @Test
  void thoseBeyondTheLimitShareOne() {
    BalancerMetrics.of(fleet.balancer, MetricsOptions.defaults().withEndpoints(2)).bindTo(registry);
    callEach(0, 4);
    fleet.callOn("e0", Outcome.timeout());

    assertThat(requests())
        .containsExactlyInAnyOrderEntriesOf(Map.of("e0", 2L, "e1", 1L, "other", 2L));
  }

  @Test
  void oneThatIsCalledOtherIsOneOfThem() {
    List<Endpoint<String>> odd =
        List.of(Endpoint.of("e0", "0"), Endpoint.of("e1", "1"), Endpoint.of("other", "2"));
    fleet.balancer.update(odd);
    BalancerMetrics.of(fleet.balancer, MetricsOptions.defaults().withEndpoints(1)).bindTo(registry);
    fleet.callOn("other", Outcome.success());
    callEach(0, 2);
    fleet.balancer.update(odd.subList(0, 2));
    fleet.pass(Duration.ofMillis(1));

    assertThat(requests()).containsExactlyInAnyOrderEntriesOf(Map.of("e0", 1L, "other", 2L));
  }

  @Test
  void thoseThatLeaveMakeRoom() {
    BalancerMetrics.of(fleet.balancer, MetricsOptions.defaults().withEndpoints(2)).bindTo(registry);
    callEach(0, 2);
    fleet.balancer.update(Fleet.endpoints(1, 6));
    fleet.pass(Duration.ofMillis(1));
    callEach(5, 6);

    assertThat(requests()).containsExactlyInAnyOrderEntriesOf(Map.of("e1", 1L, "e5", 1L));
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a caller is told when all endpoints are full. */
final class SaturationTest {

  private final VirtualFleet fleet = new VirtualFleet(List.of(full("a"), full("b")), b -> b);
  private final Deque<Lease<String>> open = new ArrayDeque<>();

  private static Endpoint<String> full(String id) {
    return Endpoint.builder(id, id).maxConcurrency(5).build();
  }

  private void fill() {
    while (open.size() < 10) {
      open.add(fleet.balancer.select());
    }
  }

  private NoEndpointAvailableException refusal() {
    try (Lease<String> lease = fleet.balancer.select()) {
      throw new AssertionError(lease + " was given");
    } catch (NoEndpointAvailableException e) {
      assertThat(e.reason()).isEqualTo(Reason.SATURATED);
      return e;
    }
  }

  /** Ends requests at even intervals, each followed by a new one and one that is refused. */
  private NoEndpointAvailableException churn(Duration apart, int times) {
    NoEndpointAvailableException last = refusal();
    for (int i = 0; i < times; i++) {
      fleet.pass(apart);
      Lease<String> oldest = open.remove();
      oldest.report(Outcome.success());
      oldest.close();
      fill();
      last = refusal();
    }
    return last;
  }

  @Test
  void nothingIsSaidBeforeAnythingIsKnown() {
    fill();
    assertThat(refusal().comeBackAfter()).isNull();
    fleet.pass(Duration.ofMillis(99));
    assertThat(refusal().comeBackAfter()).isNull();
  }

  @Test
  void nothingIsSaidWhileNothingEnds() {
    fill();
    for (int i = 0; i < 100; i++) {
      assertThat(refusal().comeBackAfter()).isNull();
      fleet.pass(Duration.ofMillis(100));
    }
  }

  @Test
  void itIsTheMeanTimeAfterWhichASlotCameFree() {
    fill();
    assertThat(churn(Duration.ofMillis(20), 300).comeBackAfter())
        .isBetween(Duration.ofMillis(18), Duration.ofMillis(22));
    // A second or two later it is what became of it.
    assertThat(churn(Duration.ofMillis(200), 20).comeBackAfter())
        .isBetween(Duration.ofMillis(180), Duration.ofMillis(220));
  }

  @Test
  void aSaturationOfLongAgoSaysNothing() {
    fill();
    churn(Duration.ofMillis(20), 320);
    fleet.pass(Duration.ofSeconds(11));
    assertThat(refusal().comeBackAfter()).isNull();
  }

  @Test
  void aClockThatWasSetBackSaysNothing() {
    fill();
    churn(Duration.ofMillis(20), 300);
    fleet.ticker.advance(Duration.ofHours(-1));
    assertThat(refusal().comeBackAfter()).isNull();
    assertThat(churn(Duration.ofMillis(20), 100).comeBackAfter()).isNotNull();
  }
}

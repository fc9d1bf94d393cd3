package io.lb4j.examples.demo;

import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Takes pictures of one side, each by the help of those before. Not thread-safe. */
final class Portrait {

  private static final int READINGS_OF_A_SECOND = 4;
  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;

  private final Side side;
  private final Gain answered = new Gain(READINGS_OF_A_SECOND);
  private final Gain failed = new Gain(READINGS_OF_A_SECOND);
  private final Gain retries = new Gain(READINGS_OF_A_SECOND);
  private final Map<String, Gain> selections = new HashMap<>();

  /** Begins; the rates of the first pictures are those of less than a second. */
  Portrait(Side side) {
    this.side = side;
  }

  /** Whether it is this one's portrait. */
  boolean isOf(Side other) {
    return side == other;
  }

  /** Takes one; to be called four times a second. */
  Frame.SideView take() {
    BalancerSnapshot snapshot = side.balancer().snapshot();
    Figures figures = side.figures();
    long nowNanos = System.nanoTime();
    return new Frame.SideView(
        side.name(),
        side.choice().getId(),
        perSecond(answered, figures.answered()),
        perSecond(failed, figures.failed()),
        perSecond(retries, figures.retries()),
        snapshot.retryTokens(),
        figures.calls().quantileMillis(MEDIAN, nowNanos),
        figures.calls().quantileMillis(P99, nowNanos),
        snapshot.panicking(),
        endpoints(snapshot, nowNanos));
  }

  private static double perSecond(Gain gain, long reading) {
    double gained = gain.with(reading);
    return gained * READINGS_OF_A_SECOND / gain.steps();
  }

  private List<Frame.EndpointView> endpoints(BalancerSnapshot snapshot, long nowNanos) {
    Map<String, Long> gained = new HashMap<>();
    for (EndpointSnapshot endpoint : snapshot.endpoints()) {
      Gain gain =
          selections.computeIfAbsent(endpoint.id(), id -> new Gain(2 * READINGS_OF_A_SECOND));
      gained.put(endpoint.id(), gain.with(endpoint.selections()));
    }
    double all = Math.max(1, gained.values().stream().mapToLong(Long::longValue).sum());
    return snapshot.endpoints().stream()
        .map(
            endpoint ->
                new Frame.EndpointView(
                    endpoint.id(),
                    endpoint.state(),
                    reason(endpoint, snapshot),
                    endpoint.serving(),
                    endpoint.inFlight(),
                    gained.getOrDefault(endpoint.id(), 0L) / all,
                    side.figures().attempts(endpoint.id()).quantileMillis(P99, nowNanos)))
        .toList();
  }

  private static String reason(EndpointSnapshot endpoint, BalancerSnapshot snapshot) {
    return endpoint.verdicts().stream()
        .max(Comparator.comparing(Verdict::state))
        .filter(verdict -> verdict.state() != HealthState.HEALTHY)
        .map(verdict -> reason(verdict, snapshot))
        .orElseGet(() -> slowStart(endpoint));
  }

  private static String reason(Verdict verdict, BalancerSnapshot snapshot) {
    if (verdict.until() == null) {
      return verdict.reason();
    }
    long left = Math.max(0, Duration.between(snapshot.takenAt(), verdict.until()).toSeconds() + 1);
    return verdict.reason() + "; " + left + " s left";
  }

  private static String slowStart(EndpointSnapshot endpoint) {
    return endpoint.slowStartShare() >= 1
        ? ""
        : String.format(
            Locale.ROOT, "starts slowly, at %.0f %% of its share", 100 * endpoint.slowStartShare());
  }
}

package io.lb4j.micrometer;

import io.lb4j.Balancer;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot for all meters of a scrape, since each costs O(n). Two threads that find it too old
 * may both take one, and either will do.
 */
final class LatestSnapshot {

  private static final long MAX_AGE_NANOS = Duration.ofMillis(500).toNanos();

  private final Balancer<?> balancer;
  private final Ticker ticker;
  private volatile @Nullable Taken latest;

  private record Taken(
      BalancerSnapshot snapshot, Map<HealthState, Integer> byState, int serving, long atNanos) {}

  LatestSnapshot(Balancer<?> balancer) {
    this.balancer = balancer;
    this.ticker = balancer.timeAndChance().ticker();
  }

  BalancerSnapshot get() {
    return taken().snapshot();
  }

  int endpoints(HealthState state) {
    return taken().byState().getOrDefault(state, 0);
  }

  int serving() {
    return taken().serving();
  }

  private Taken taken() {
    Taken seen = latest;
    long nowNanos = ticker.nanoTime();
    if (seen == null || Math.abs(nowNanos - seen.atNanos()) > MAX_AGE_NANOS) {
      seen = take(nowNanos);
      latest = seen;
    }
    return seen;
  }

  private Taken take(long nowNanos) {
    BalancerSnapshot snapshot = balancer.snapshot();
    Map<HealthState, Integer> byState = new EnumMap<>(HealthState.class);
    int serving = 0;
    for (EndpointSnapshot endpoint : snapshot.endpoints()) {
      byState.merge(endpoint.state(), 1, Integer::sum);
      serving += endpoint.serving() ? 1 : 0;
    }
    return new Taken(snapshot, byState, serving, nowNanos);
  }
}

package io.lb4j;

import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.ObservedRegion;
import io.lb4j.zone.RegionPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the endpoints of each region once a second: what their successes have taken since, and
 * what is in flight. Callers count as they always do, and add up latencies as for judges that need
 * them. Without a region policy it knows nothing of any region.
 *
 * <p>Guarded by the control loop's lock; what was observed is read by anyone.
 */
final class RegionScores {

  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double NANOS_PER_MILLI = 1e6;

  private final @Nullable RegionPolicy policy;
  private final double weightOfNew;
  private long dueAtNanos;
  // What each endpoint's tally read a period ago.
  private Map<EndpointState<?>, Long> readings = new HashMap<>();
  // Replaced, never changed; read by anyone.
  private volatile Map<String, ObservedRegion> observed = Map.of();

  RegionScores(@Nullable LocalityPolicy policy, long nowNanos) {
    this.policy = policy instanceof RegionPolicy regional ? regional : null;
    this.weightOfNew =
        this.policy == null
            ? 1
            : 1 - Math.exp(-PERIOD_NANOS / (double) this.policy.interval().toNanos());
    this.dueAtNanos = nowNanos + PERIOD_NANOS;
  }

  /** What one period has brought of one region. */
  private static final class Sample {
    private double sumNanos;
    private long successes;
    private long inFlight;
    private long limits;

    void add(EndpointState<?> state, long earlier, long later) {
      long count = LatencyTally.countBetween(earlier, later);
      if (count > 0) {
        successes += count;
        sumNanos += count * LatencyTally.meanNanosBetween(earlier, later);
      }
      int limit = state.limit();
      if (limit != Integer.MAX_VALUE && state.standing().isUsable()) {
        inFlight += state.inFlight();
        limits += limit;
      }
    }
  }

  /** Looks, if a second has passed. */
  void look(Collection<? extends EndpointState<?>> members, long nowNanos) {
    if (policy == null || dueAtNanos - nowNanos > 0) {
      return;
    }
    dueAtNanos = nowNanos + PERIOD_NANOS;
    Map<EndpointState<?>, Long> now = new HashMap<>();
    Map<String, Sample> samples = new HashMap<>();
    for (EndpointState<?> state : members) {
      long later = state.latencies();
      long earlier = readings.getOrDefault(state, later);
      now.put(state, later);
      samples
          .computeIfAbsent(policy.localityOf(state.endpoint()), region -> new Sample())
          .add(state, earlier, later);
    }
    readings = now;
    Map<String, ObservedRegion> next = new HashMap<>();
    samples.forEach((region, sample) -> next.put(region, next(observed(region), sample)));
    observed = Map.copyOf(next);
  }

  private ObservedRegion next(ObservedRegion before, Sample sample) {
    double millis =
        sample.successes == 0 ? Double.NaN : sample.sumNanos / sample.successes / NANOS_PER_MILLI;
    double load = sample.limits == 0 ? 0 : sample.inFlight / (double) sample.limits;
    return new ObservedRegion(
        before.name(), averaged(before.latencyMillis(), millis), averaged(before.load(), load));
  }

  private double averaged(double before, double sample) {
    if (Double.isNaN(before)) {
      return sample;
    }
    return Double.isNaN(sample) ? before : before + weightOfNew * (sample - before);
  }

  ObservedRegion observed(String region) {
    return observed.getOrDefault(region, ObservedRegion.unknown(region));
  }

  /** The same picture with the scores of now, if there are any. */
  PrioritySnapshot scored(PrioritySnapshot priority) {
    if (policy == null || priority.localities().isEmpty()) {
      return priority;
    }
    return new PrioritySnapshot(
        priority.priority(),
        priority.usable(),
        priority.available(),
        priority.share(),
        priority.panicking(),
        priority.localities().stream().map(this::scored).toList());
  }

  private LocalitySnapshot scored(LocalitySnapshot region) {
    double score = policy == null ? Double.NaN : policy.scoreOf(observed(region.name()));
    return new LocalitySnapshot(
        region.name(), region.usable(), region.available(), region.share(), score);
  }
}

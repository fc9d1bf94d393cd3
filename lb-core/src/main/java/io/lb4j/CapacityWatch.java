package io.lb4j;

import io.lb4j.snapshot.CapacityChange;
import io.lb4j.zone.CapacityAdvice;
import io.lb4j.zone.CapacityPolicy;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Finds out once per window how many endpoints the traffic takes, from what the counters of each
 * endpoint have gained, and says so when there are too few and when there are enough again.
 *
 * <p>Guarded by the control loop's lock; {@link #advice} is read by anyone.
 */
final class CapacityWatch<T> {

  private final Settings settings;
  private final Announcer announcer;
  private final @Nullable CapacityPolicy policy;
  private long begunAtNanos;
  // How many windows in a row were other than what was last announced.
  private int contrary;
  private boolean isShort;
  private volatile @Nullable CapacityAdvice advice;

  /**
   * What an endpoint's counters said when a window began.
   *
   * @param latencies a reading of {@link LatencyTally}
   */
  record Reading(long selections, long latencies) {

    /** Of an endpoint that has done nothing. */
    static final Reading ZERO = new Reading(0, 0);

    /** Reads; returns the earlier reading itself if it says the same, as of endpoints at rest. */
    static Reading of(EndpointState<?> state, Reading earlier) {
      long selections = state.selections();
      long latencies = state.latencies();
      return selections == earlier.selections && latencies == earlier.latencies
          ? earlier
          : new Reading(selections, latencies);
    }
  }

  CapacityWatch(Settings settings, Announcer announcer, long nowNanos) {
    this.settings = settings;
    this.announcer = announcer;
    this.policy = settings.capacity();
    this.begunAtNanos = nowNanos;
  }

  boolean isDue(long nowNanos) {
    return policy != null && nowNanos - begunAtNanos >= policy.window().toNanos();
  }

  /** Returns what the last window told; null if nobody asked, or none has told anything yet. */
  @Nullable CapacityAdvice advice() {
    return advice;
  }

  /** What an endpoint did before it came back is not part of the window. */
  void restart(EndpointState<T> state) {
    if (policy != null) {
      state.setCapacityReading(Reading.of(state, state.capacityReading()));
    }
  }

  /** Ends the window, if it is over. */
  void judge(Collection<EndpointState<T>> members, int usable, long nowNanos) {
    if (policy == null || !isDue(nowNanos)) {
      return;
    }
    Duration elapsed = Duration.ofNanos(nowNanos - begunAtNanos);
    begunAtNanos = nowNanos;
    long requests = 0;
    long successes = 0;
    double latencyNanos = 0;
    for (EndpointState<T> state : members) {
      Reading earlier = state.capacityReading();
      Reading now = Reading.of(state, earlier);
      requests += now.selections - earlier.selections;
      long count = LatencyTally.countBetween(earlier.latencies, now.latencies);
      if (count > 0) {
        successes += count;
        latencyNanos += count * LatencyTally.meanNanosBetween(earlier.latencies, now.latencies);
      }
      state.setCapacityReading(now);
    }
    if (requests > 0 && successes == 0) {
      // An outage, or requests longer than the window: what was known before still says more.
      return;
    }
    Duration latency = Duration.ofNanos(successes == 0 ? 0 : (long) (latencyNanos / successes));
    conclude(policy, policy.advise(requests, elapsed, latency, usable, isShort));
  }

  private void conclude(CapacityPolicy policy, CapacityAdvice found) {
    contrary = found.isShort() == isShort ? 0 : contrary + 1;
    advice = found;
    if (contrary >= policy.windows()) {
      contrary = 0;
      isShort = found.isShort();
      announcer.announce(
          new CapacityChange(settings.name(), found, settings.wallClock().instant()));
    }
  }
}

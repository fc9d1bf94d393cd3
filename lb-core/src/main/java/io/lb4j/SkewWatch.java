package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.SkewPolicy;
import io.lb4j.health.Traffic;
import io.lb4j.select.Spread;
import io.lb4j.snapshot.ShareDeviation;
import io.lb4j.snapshot.SkewCause;
import io.lb4j.snapshot.SkewChange;
import io.lb4j.stats.OutcomeCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares shares of traffic with weights, window by window, and says so when traffic stays skewed
 * and when it is even again. It reads what the counters of each endpoint have gained since the
 * window began.
 *
 * <p>Guarded by the control loop's lock; {@link #deviations} and {@link #isSkewed} are read by
 * anyone.
 */
final class SkewWatch<T> {

  /** Fewer selections per endpoint tell nothing, so the window goes on. */
  private static final int LEAST_SELECTIONS = 10;

  private final Settings settings;
  private final Announcer announcer;
  private final SkewJudge judge;
  private final boolean isOn;
  private final long windowNanos;
  private long dueAtNanos;
  // From when the window began: who was a member, and of those that had done anything, what.
  private Map<String, EndpointState<T>> begunWith = Map.of();
  private Map<EndpointState<T>, Reading> begun = new HashMap<>();
  private long begunAtSelections;
  // How many windows in a row were other than what was last announced.
  private int contrary;
  private volatile boolean skewed;
  private volatile List<ShareDeviation> deviations = List.of();

  private record Reading(
      double weight,
      boolean available,
      long selections,
      int preferred,
      long ejections,
      OutcomeCounts counts,
      boolean lastFailed,
      @Nullable SkewCause impediment) {

    static Reading of(EndpointState<?> state, boolean weightless) {
      return new Reading(
          weightless ? 1 : state.endpoint().weight(),
          state.standing().isAvailable(),
          state.selections(),
          state.preferred(),
          state.standing().record().ejections(),
          state.counts(),
          state.lastFailed(),
          impediment(state));
    }

    /** Whether there is nothing to remember: most endpoints of a large set are hardly used. */
    boolean isBlank() {
      return selections == 0 && available && impediment == null && ejections == 0;
    }

    private static @Nullable SkewCause impediment(EndpointState<?> state) {
      Endpoint<?> endpoint = state.endpoint();
      if (state.standing().traffic() != Traffic.NORMAL) {
        return SkewCause.HEALTH;
      }
      if (state.ramp() != null) {
        return SkewCause.SLOW_START;
      }
      return state.inFlight() >= endpoint.maxConcurrency() ? SkewCause.LIMIT : null;
    }

    Reading blank() {
      return new Reading(weight, true, 0, 0, 0, OutcomeCounts.NONE, false, null);
    }

    /** Whether its weight entitled it to traffic all the time. */
    boolean isComparableWith(Reading earlier) {
      return weight > 0 && weight == earlier.weight && available && earlier.available;
    }

    ShareWindow since(Reading earlier, String id) {
      OutcomeCounts ended = counts.since(earlier.counts);
      long failures = ended.failures() + ended.timeouts() + ended.connectFailures();
      return new ShareWindow(
          id,
          weight,
          selections - earlier.selections,
          preferred - earlier.preferred,
          failures + ended.successes(),
          failures,
          lastFailed,
          ejections > earlier.ejections
              ? SkewCause.HEALTH
              : earlier.impediment != null ? earlier.impediment : impediment);
    }
  }

  SkewWatch(Settings settings, Announcer announcer, long nowNanos) {
    SkewPolicy policy = settings.skew();
    Spread spread = settings.policy().spread();
    this.settings = settings;
    this.announcer = announcer;
    this.judge = new SkewJudge(policy, spread);
    this.isOn = !policy.window().isZero();
    this.windowNanos = policy.window().toNanos();
    // At once, to begin the first window.
    this.dueAtNanos = nowNanos;
  }

  boolean isDue(long nowNanos) {
    return isOn && dueAtNanos - nowNanos <= 0;
  }

  boolean isSkewed() {
    return skewed;
  }

  List<ShareDeviation> deviations() {
    return deviations;
  }

  /** Ends the window, if it has seen enough. */
  void judge(Map<String, EndpointState<T>> members, boolean weightless, long nowNanos) {
    dueAtNanos = nowNanos + windowNanos;
    long selectionsEver = 0;
    long enough = 0;
    for (EndpointState<T> state : members.values()) {
      selectionsEver += state.selections();
      enough += state.standing().isAvailable() ? LEAST_SELECTIONS : 0;
    }
    if (members == begunWith && selectionsEver - begunAtSelections < enough) {
      // As it mostly is in a large set, of which nothing more needs to be read then.
      return;
    }
    Map<EndpointState<T>, Reading> now = new HashMap<>();
    Map<EndpointState<T>, ShareWindow> windows = new HashMap<>(members.size() * 4 / 3 + 1);
    long selections = 0;
    for (EndpointState<T> state : members.values()) {
      Reading reading = Reading.of(state, weightless);
      Reading earlier = earlier(state, reading);
      if (!reading.isBlank()) {
        now.put(state, reading);
      }
      if (earlier != null && reading.isComparableWith(earlier)) {
        ShareWindow window = reading.since(earlier, state.id());
        windows.put(state, window);
        selections += window.selections();
      }
    }
    boolean isTheSameSet = 2 * windows.size() >= members.size();
    if (isTheSameSet && selections > 0 && selections < (long) LEAST_SELECTIONS * windows.size()) {
      return;
    }
    begun = now;
    begunWith = members;
    begunAtSelections = selectionsEver;
    if (isTheSameSet && selections > 0) {
      remember(windows, selections);
      conclude(judge.judge(List.copyOf(windows.values())));
    }
  }

  private @Nullable Reading earlier(EndpointState<T> state, Reading reading) {
    if (begunWith.get(state.id()) != state) {
      return null;
    }
    Reading earlier = begun.get(state);
    return earlier == null ? reading.blank() : earlier;
  }

  private void remember(Map<EndpointState<T>, ShareWindow> windows, long selections) {
    windows.forEach(
        (state, window) -> state.setRecentShare(window.selections() / (double) selections));
  }

  private void conclude(List<ShareDeviation> found) {
    deviations = found;
    contrary = found.isEmpty() == skewed ? contrary + 1 : 0;
    if (contrary >= settings.skew().windows()) {
      contrary = 0;
      skewed = !skewed;
      announcer.announce(
          new SkewChange(settings.name(), skewed, found, settings.wallClock().instant()));
    }
  }
}

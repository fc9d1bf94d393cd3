package io.lb4j;

import io.lb4j.health.SkewPolicy;
import io.lb4j.health.Traffic;
import io.lb4j.select.Spread;
import io.lb4j.snapshot.ShareDeviation;
import io.lb4j.snapshot.SkewCause;
import io.lb4j.snapshot.SkewChange;
import io.lb4j.zone.LocalityPolicy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
  // From when the window began. What each endpoint had done by then stands with its state, so that
  // no window needs a map of all.
  private Map<String, EndpointState<T>> begunWith = Map.of();
  private long window;
  private long begunAtSelections;
  // How many windows in a row were other than what was last announced.
  private int contrary;
  private volatile boolean skewed;
  private volatile List<ShareDeviation> deviations = List.of();

  /**
   * What an endpoint's counters said when a window began.
   *
   * @param window the number of that window
   */
  record Reading(
      long window,
      int priority,
      String locality,
      double weight,
      boolean available,
      long selections,
      int preferred,
      long ejections,
      long successes,
      long failures,
      @Nullable SkewCause impediment) {

    static Reading of(
        EndpointState<?> state,
        long window,
        boolean weightless,
        @Nullable LocalityPolicy localities) {
      Standing standing = state.standing();
      return new Reading(
          window,
          state.endpoint().priority(),
          localities == null ? LocalityPolicy.NOWHERE : localities.localityOf(state.endpoint()),
          weightless ? 1 : state.endpoint().weight(),
          standing.isAvailable(),
          state.selections(),
          state.preferred(),
          standing.record().ejections(),
          state.successes(),
          state.failures(),
          impediment(state, standing));
    }

    /** Whether there is nothing to remember: most endpoints of a large set are hardly used. */
    boolean isBlank() {
      return selections == 0 && available && impediment == null && ejections == 0;
    }

    private static @Nullable SkewCause impediment(EndpointState<?> state, Standing standing) {
      if (standing.traffic() != Traffic.NORMAL) {
        return SkewCause.HEALTH;
      }
      if (state.ramp() != null) {
        return SkewCause.SLOW_START;
      }
      return state.inFlight() >= state.limit() ? SkewCause.LIMIT : null;
    }

    Reading blank() {
      return new Reading(window, priority, locality, weight, true, 0, 0, 0, 0, 0, null);
    }

    /** Whether its weight entitled it to traffic all the time. */
    boolean isComparableWith(Reading earlier) {
      return weight > 0
          && weight == earlier.weight
          && priority == earlier.priority
          && locality.equals(earlier.locality)
          && available
          && earlier.available;
    }

    ShareWindow since(Reading earlier, EndpointState<?> state) {
      long failed = failures - earlier.failures;
      return new ShareWindow(
          state.id(),
          weight,
          selections - earlier.selections,
          preferred - earlier.preferred,
          failed + successes - earlier.successes,
          failed,
          state.lastFailed(),
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
    List<EndpointState<T>> compared = new ArrayList<>(members.size());
    List<ShareWindow> windows = new ArrayList<>(members.size());
    List<@Nullable Reading> next = new ArrayList<>(members.size());
    long selections = 0;
    for (EndpointState<T> state : members.values()) {
      Reading reading = Reading.of(state, window + 1, weightless, settings.localities());
      Reading earlier = earlier(state, reading, members);
      next.add(reading.isBlank() ? null : reading);
      if (earlier != null && reading.isComparableWith(earlier)) {
        ShareWindow share = reading.since(earlier, state);
        compared.add(state);
        windows.add(share);
        selections += share.selections();
      }
    }
    boolean isTheSameSet = 2 * windows.size() >= members.size();
    if (isTheSameSet && selections > 0 && selections < (long) LEAST_SELECTIONS * windows.size()) {
      return;
    }
    window++;
    begunWith = members;
    begunAtSelections = selectionsEver;
    Iterator<@Nullable Reading> readings = next.iterator();
    members.values().forEach(state -> state.setShareReading(readings.next()));
    if (isTheSameSet && selections > 0) {
      remember(compared, windows, selections);
      conclude(judgeEachLevel(compared, windows));
    }
  }

  /** How traffic divides between levels is decided by health; within each it can be skewed. */
  private List<ShareDeviation> judgeEachLevel(
      List<EndpointState<T>> compared, List<ShareWindow> windows) {
    Map<LevelKey, List<ShareWindow>> byLevel = new LinkedHashMap<>();
    for (int i = 0; i < windows.size(); i++) {
      byLevel
          .computeIfAbsent(
              LevelKey.of(compared.get(i).endpoint(), settings.localities()),
              level -> new ArrayList<>())
          .add(windows.get(i));
    }
    return byLevel.values().stream()
        .flatMap(some -> judge.judge(some).stream())
        .limit(SkewJudge.MAX_DEVIATIONS)
        .toList();
  }

  private @Nullable Reading earlier(
      EndpointState<T> state, Reading now, Map<String, EndpointState<T>> members) {
    if (members != begunWith && begunWith.get(state.id()) != state) {
      return null;
    }
    Reading earlier = state.shareReading();
    return earlier == null || earlier.window() != window ? now.blank() : earlier;
  }

  private void remember(
      List<EndpointState<T>> compared, List<ShareWindow> windows, long selections) {
    for (int i = 0; i < windows.size(); i++) {
      compared.get(i).setRecentShare(windows.get(i).selections() / (double) selections);
    }
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

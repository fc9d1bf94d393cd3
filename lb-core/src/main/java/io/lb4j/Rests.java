package io.lb4j;

import io.lb4j.EjectionRecord.Ejection;
import io.lb4j.health.Evidence;
import io.lb4j.request.Outcome;
import io.lb4j.time.Durations;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lets endpoints rest that reject because they are overloaded: from when, for how long, and again
 * when the request that tests them is rejected too. Holds nothing itself.
 *
 * <p>Guarded by the control loop's lock.
 */
final class Rests<T> {

  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MAX_DOUBLINGS = 5;
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

  /** Who asks for rest gets no less, and many clients do not return together. */
  private static final double JITTER = 0.1;

  private final Settings settings;
  private final Verdicts<T> verdicts;
  private final Membership<T> membership;

  Rests(Settings settings, Verdicts<T> verdicts, Membership<T> membership) {
    this.settings = settings;
    this.verdicts = verdicts;
    this.membership = membership;
  }

  void begin(EndpointState<T> state, @Nullable AskedRest asked, long nowNanos) {
    long nanos = asked == null ? FIRST_NANOS : asked.untilNanos() - nowNanos;
    int enough = settings.ejection().consecutiveFailures().responses();
    String reason =
        asked == null
            ? enough + " rejections in a row"
            : "asked for " + Durations.textInMillis(asked.nanos());
    rest(state, reason, 0, nanos, nowNanos);
  }

  /** Goes on after a test that did not go well. */
  void again(EndpointState<T> state, int tests, Outcome test, long nowNanos) {
    AskedRest asked = state.takeAskedRest(nowNanos);
    String reason = "test failed: " + test.kind();
    if (asked == null) {
      long doubled = FIRST_NANOS << Math.min(tests, MAX_DOUBLINGS);
      rest(state, reason, tests, Math.min(LONGEST_NANOS, doubled), nowNanos);
    } else {
      reason += ", asked for " + Durations.textInMillis(asked.nanos());
      rest(state, reason, tests, asked.untilNanos() - nowNanos, nowNanos);
    }
  }

  /** Lets a rest last as long as was asked for meanwhile. */
  void lengthen(EndpointState<T> state, Ejection rest, AskedRest asked, long nowNanos) {
    long missing = asked.untilNanos() - rest.untilNanos();
    if (missing > 0 && !rest.isOver()) {
      long untilNanos = asked.untilNanos() + jitter(asked.untilNanos() - nowNanos);
      Instant until = verdicts.now().plusNanos(untilNanos - nowNanos);
      EjectionRecord record = state.standing().record();
      verdicts.putQuietly(state, record.atRest(rest.lasting(until, untilNanos)));
    }
  }

  void end(EndpointState<T> state) {
    verdicts.put(state, state.standing().record().atRest(null), "test succeeded");
  }

  /** Whether no other endpoint has rejected anything for an interval. */
  boolean isAlone(EndpointState<T> state, long nowNanos) {
    long intervalNanos = settings.ejection().interval().toNanos();
    for (EndpointState<T> other : membership.members().values()) {
      RejectionTally rejections = other.rejections();
      if (other != state
          && rejections != null
          && nowNanos - rejections.newestNanos() < intervalNanos) {
        return false;
      }
    }
    return true;
  }

  private void rest(
      EndpointState<T> state, String reason, int tests, long atLeastNanos, long nowNanos) {
    long nanos = atLeastNanos + jitter(atLeastNanos);
    Instant since = verdicts.now();
    Ejection rest =
        new Ejection(
            Evidence.OVERLOAD,
            reason,
            since,
            since.plusNanos(nanos),
            nowNanos + nanos,
            false,
            tests,
            false);
    String news = reason + "; rests for " + Durations.textInMillis(nanos);
    verdicts.put(state, state.standing().record().atRest(rest), news);
  }

  private long jitter(long nanos) {
    return (long) (nanos * JITTER * settings.random().nextDouble());
  }
}

package io.lb4j;

import io.lb4j.health.HealthState;
import io.lb4j.health.Traffic;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.snapshot.HistoryEntry;
import io.lb4j.snapshot.StateChange;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one way in which verdicts change: puts them on endpoints and lifts them, keeps the history,
 * tells the listener, and lets who comes back begin slowly. Who decides is the witnesses' matter.
 *
 * <p>Guarded by the control loop's lock.
 */
final class Verdicts<T> {

  private final Settings settings;
  private final Announcer announcer;
  private final Consumer<EndpointState<T>> onReturn;
  // Members that only failing open brings into traffic, so that counting them costs nothing for the
  // others.
  private final Set<EndpointState<T>> out = new LinkedHashSet<>();
  private final EjectionTally ejections = new EjectionTally();

  Verdicts(Settings settings, Announcer announcer, Consumer<EndpointState<T>> onReturn) {
    this.settings = settings;
    this.announcer = announcer;
    this.onReturn = onReturn;
  }

  Instant now() {
    return settings.wallClock().instant();
  }

  EjectionTally ejections() {
    return ejections;
  }

  /** Puts a verdict in the place of its witness's last one. */
  void put(EndpointState<T> state, Verdict verdict) {
    change(state, state.standing().with(verdict), verdict.witness(), verdict.reason());
  }

  /** Lifts a witness's verdict; false if there is none. */
  boolean lift(EndpointState<T> state, Witness witness, String reason) {
    if (state.standing().verdict(witness) == null) {
      return false;
    }
    change(state, state.standing().without(witness), witness, reason);
    return true;
  }

  /** Changes what passive detection knows, and says why. */
  void put(EndpointState<T> state, EjectionRecord record, String reason) {
    change(state, state.standing().with(record), Witness.PASSIVE, reason);
  }

  /** Changes what passive detection knows, in a way that is no news. */
  void putQuietly(EndpointState<T> state, EjectionRecord record) {
    state.setStanding(state.standing().with(record));
  }

  /** Replaces a witness's verdict by one that is no news: it lasts longer, for instance. */
  void putQuietly(EndpointState<T> state, Verdict verdict) {
    state.setStanding(state.standing().with(verdict));
  }

  /** Takes up a member again, with the verdicts on it. */
  void resume(EndpointState<T> state) {
    countIfOut(state);
  }

  void remove(EndpointState<T> state) {
    out.remove(state);
  }

  /**
   * Counts the members besides one that are out of traffic on what was found, not by order. That
   * one may be out already, on another witness's word.
   *
   * @param weightless whether weights do not count, since all are 0
   */
  int outBesides(EndpointState<T> one, boolean weightless) {
    int count = 0;
    for (EndpointState<T> state : out) {
      boolean counts = weightless || state.endpoint().weight() > 0;
      count += state != one && counts ? 1 : 0;
    }
    return count;
  }

  private void change(EndpointState<T> state, Standing after, Witness witness, String reason) {
    Standing before = state.standing();
    state.setStanding(after);
    countIfOut(state);
    if (isOut(before) && !isOut(after)) {
      onReturn.accept(state);
    }
    HealthState from = before.state();
    HealthState to = after.state();
    Instant at = now();
    state.remember(new HistoryEntry(at, witness, from, to, reason));
    Verdict held = after.verdict(witness);
    if (from != to || (held != null && held.state() == to)) {
      announcer.announce(new StateChange(settings.name(), state.id(), from, to, reason, at));
    }
  }

  private void countIfOut(EndpointState<T> state) {
    Standing standing = state.standing();
    if (standing.traffic() == Traffic.LAST_RESORT && !standing.isAwaited()) {
      out.add(state);
    } else {
      out.remove(state);
    }
  }

  private static boolean isOut(Standing standing) {
    return standing.traffic().compareTo(Traffic.LAST_RESORT) >= 0;
  }
}

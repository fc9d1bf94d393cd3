package io.lb4j;

import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.request.ServerState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Turns what endpoints say of themselves, with their answers, into verdicts. A word is forgotten
 * some time after it was last said: an endpoint that gets no traffic cannot take it back.
 *
 * <p>Guarded by the control loop's lock.
 */
final class ServerWitness<T> {

  static final Duration HOLD = Duration.ofSeconds(30);
  static final long HOLD_NANOS = HOLD.toNanos();

  private final Verdicts<T> verdicts;
  // Members with a verdict, so that a tick costs nothing for the others.
  private final Set<EndpointState<T>> held = new LinkedHashSet<>();

  ServerWitness(Verdicts<T> verdicts) {
    this.verdicts = verdicts;
  }

  /** Looks at what a member said; true if its standing changed. */
  boolean reconsider(EndpointState<T> state, long nowNanos) {
    ServerWord word = state.serverWord();
    Verdict verdict = state.standing().verdict(Witness.SERVER);
    if (word == null) {
      held.remove(state);
      return verdicts.lift(state, Witness.SERVER, "says so no longer");
    }
    HealthState found =
        word.state() == ServerState.DRAINING ? HealthState.DRAINING : HealthState.DEGRADED;
    if (verdict != null && verdict.state() == found) {
      return false;
    }
    held.add(state);
    verdicts.put(state, verdict(word, found, verdicts.now(), nowNanos));
    return true;
  }

  /** Keeps verdicts up while they are repeated, and ends the others; true if it ended any. */
  boolean tick(long nowNanos) {
    boolean changed = false;
    for (EndpointState<T> state : List.copyOf(held)) {
      ServerWord word = state.serverWord();
      Verdict verdict = state.standing().verdict(Witness.SERVER);
      if (word == null || verdict == null) {
        changed |= reconsider(state, nowNanos);
      } else if (word.isOutdated(nowNanos)) {
        state.forgetServerWord();
        changed |= reconsider(state, nowNanos);
      } else {
        Verdict renewed = verdict(word, verdict.state(), verdict.since(), nowNanos);
        if (!renewed.equals(verdict)) {
          verdicts.putQuietly(state, renewed);
        }
      }
    }
    return changed;
  }

  /** Takes up a member that returned after a short absence, with what it has said meanwhile. */
  void resume(EndpointState<T> state, long nowNanos) {
    if (state.standing().verdict(Witness.SERVER) != null) {
      held.add(state);
    }
    reconsider(state, nowNanos);
  }

  void remove(EndpointState<T> state) {
    held.remove(state);
  }

  private Verdict verdict(ServerWord word, HealthState found, Instant since, long nowNanos) {
    long ageNanos = nowNanos - word.saidAtNanos();
    return new Verdict(
        Witness.SERVER,
        found,
        Evidence.NONE,
        found.name().toLowerCase(Locale.ROOT) + ", says the endpoint itself",
        since,
        verdicts.now().minusNanos(ageNanos).plus(HOLD));
  }
}

package io.lb4j;

import io.lb4j.health.CheckResult.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in the round of checks, from when it joins until it leaves. Guarded by the
 * control loop's lock.
 */
final class CheckTurn<T> {

  private static final long NEVER = Long.MIN_VALUE;

  private final EndpointState<T> state;
  private @Nullable HealthCheck<T> check;
  private long orderedNanos = NEVER;
  private long intervalNanos;
  private long selections;
  private boolean over;
  // Passed checks that began after an ejection did.
  private int contradictions;
  private long contradictedEjection = -1;

  CheckTurn(EndpointState<T> state, long intervalNanos) {
    this.state = state;
    this.intervalNanos = intervalNanos;
    this.selections = state.selections();
  }

  EndpointState<T> state() {
    return state;
  }

  /** The check that is under way, or was the last; null before the first. */
  @Nullable HealthCheck<T> check() {
    return check;
  }

  /** When the last check was ordered, in the schedule's time. */
  long orderedNanos() {
    return orderedNanos;
  }

  boolean wasOrdered() {
    return orderedNanos != NEVER;
  }

  /** Which interval is in force. */
  long intervalNanos() {
    return intervalNanos;
  }

  void setIntervalNanos(long changed) {
    intervalNanos = changed;
  }

  /** Whether nobody selected the endpoint since this was last asked. */
  boolean isIdle() {
    long before = selections;
    selections = state.selections();
    return selections == before;
  }

  void order(HealthCheck<T> next, long nowElapsedNanos) {
    check = next;
    orderedNanos = nowElapsedNanos;
  }

  void repeat(long nowElapsedNanos) {
    orderedNanos = nowElapsedNanos;
  }

  /** Counts what contradicts an ejection; returns how many checks in a row have. */
  int contradict(long ejection, Kind kind) {
    if (ejection != contradictedEjection || kind.compareTo(Kind.DEGRADED) > 0) {
      contradictedEjection = ejection;
      contradictions = 0;
    }
    contradictions += kind.compareTo(Kind.DEGRADED) <= 0 ? 1 : 0;
    return contradictions;
  }

  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }
}

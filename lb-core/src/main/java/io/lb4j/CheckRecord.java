package io.lb4j;

import io.lb4j.health.CheckResult;
import io.lb4j.health.CheckResult.Kind;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.LastCheck;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What active checks know of one endpoint. An immutable value.
 *
 * @param awaited whether it has yet to pass the check that lets it in
 * @param found what enough checks in a row have found; PASSED while it is awaited
 * @param runs how many checks in a row agree
 * @param last what the last check found, or null before the first
 */
record CheckRecord(boolean awaited, Kind found, CheckRuns runs, @Nullable LastCheck last) {

  /** Of the first endpoints: someone has to serve. */
  static final CheckRecord TRUSTED = new CheckRecord(false, Kind.PASSED, CheckRuns.NONE, null);

  /** Of those that join later. */
  static final CheckRecord AWAITED = new CheckRecord(true, Kind.PASSED, CheckRuns.NONE, null);

  /**
   * Adds a result.
   *
   * @param inGrace whether the endpoint is in its grace period, and so awaited rather than
   *     unhealthy
   */
  CheckRecord after(
      CheckResult result, Instant at, long tookNanos, HealthChecks<?> rules, boolean inGrace) {
    CheckRuns longer = runs.after(result.kind());
    LastCheck check = new LastCheck(at, result, tookNanos, longer.unable());
    if (awaited && isAble(result.kind())) {
      return new CheckRecord(false, result.kind(), longer, check);
    }
    Kind next = longer.decide(found, rules.rise(), rules.fall());
    if (isAble(next)) {
      return new CheckRecord(awaited, awaited ? Kind.PASSED : next, longer, check);
    }
    return new CheckRecord(inGrace, inGrace ? Kind.PASSED : next, longer, check);
  }

  private static boolean isAble(Kind kind) {
    return kind.compareTo(Kind.DEGRADED) <= 0;
  }

  /** Whether the last check speaks against what was found, or nothing was found yet. */
  boolean isInDoubt() {
    return awaited || (last != null && last.result().kind() != found);
  }

  boolean isSameVerdictAs(CheckRecord other) {
    return awaited == other.awaited && found == other.found;
  }

  /** The verdict that follows; null for none. */
  @Nullable HealthState verdict() {
    if (awaited) {
      return HealthState.STARTING;
    }
    return switch (found) {
      case PASSED -> null;
      case DEGRADED -> HealthState.DEGRADED;
      case NOT_READY, FAILED -> HealthState.UNHEALTHY;
    };
  }

  Evidence evidence() {
    return found == Kind.FAILED ? Evidence.HARD : Evidence.NONE;
  }

  String reason(CheckResult result) {
    String said = result.reason();
    if (awaited) {
      return "not ready yet: " + said;
    }
    return switch (found) {
      case PASSED -> "checks pass";
      case DEGRADED -> "checks find it degraded: " + said;
      case NOT_READY -> runs.unable() + " checks in a row found it not ready: " + said;
      case FAILED -> runs.failed() + " checks in a row failed: " + said;
    };
  }
}

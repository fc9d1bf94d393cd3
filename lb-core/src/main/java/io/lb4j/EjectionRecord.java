package io.lb4j;

import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What passive detection knows of one endpoint: its ejection, and those before. An immutable value.
 *
 * @param ejection the verdict, a rest included, or null
 * @param earlier ejections that counted when the endpoint came back
 * @param returnedAtNanos when it came back
 * @param isSuspected hard evidence speaks against it, but it may not be ejected: it is the last one
 * @param ejections how often it was ejected in all
 */
record EjectionRecord(
    @Nullable Ejection ejection,
    int earlier,
    long returnedAtNanos,
    boolean isSuspected,
    long ejections) {

  /**
   * Passive detection's verdict.
   *
   * @param evidence what it rests on
   * @param reason why, in words
   * @param since when
   * @param until when the endpoint may be tested
   * @param untilNanos the same by the ticker
   * @param isOver whether that time has come, so that only a probe stands between the endpoint and
   *     traffic
   * @param refusedTests after a rest, how many tests in a row did not go well
   * @param isRefutable whether passed checks contradict it: nothing but failed connects has led to
   *     it since the endpoint was in traffic
   */
  record Ejection(
      Evidence evidence,
      String reason,
      Instant since,
      Instant until,
      long untilNanos,
      boolean isOver,
      int refusedTests,
      boolean isRefutable) {

    /** Whether the endpoint is only spared, because it is overloaded. */
    boolean isRest() {
      return evidence == Evidence.OVERLOAD;
    }

    boolean isWeakerThan(Evidence other) {
      return evidence.compareTo(other) < 0;
    }

    /** Whether such evidence may change it; one who rests may ask for more. */
    boolean mayYieldTo(Evidence other) {
      return isWeakerThan(other) || (isRest() && other == Evidence.OVERLOAD);
    }

    /** No check contradicts what it was for so far. */
    Ejection onHardEvidence(String harder) {
      return new Ejection(Evidence.HARD, harder, since, until, untilNanos, isOver, 0, false);
    }

    Ejection lasting(Instant longer, long longerNanos) {
      return new Ejection(
          evidence, reason, since, longer, longerNanos, false, refusedTests, isRefutable);
    }

    Ejection over() {
      return new Ejection(
          evidence, reason, since, until, untilNanos, true, refusedTests, isRefutable);
    }

    Verdict verdict() {
      return new Verdict(
          Witness.PASSIVE,
          isRest() ? HealthState.DEGRADED : HealthState.EJECTED,
          evidence,
          isOver ? reason + "; awaiting its probe" : reason,
          since,
          until);
    }
  }

  static final EjectionRecord CLEAN = new EjectionRecord(null, 0, 0, false, 0);

  EjectionRecord withSuspicion(boolean suspected) {
    return new EjectionRecord(ejection, earlier, returnedAtNanos, suspected, ejections);
  }

  EjectionRecord ejected(Ejection verdict, int counting) {
    return new EjectionRecord(verdict, counting, returnedAtNanos, false, ejections + 1);
  }

  /** Without a trace on the record: overload is no failure. */
  EjectionRecord atRest(@Nullable Ejection rest) {
    return new EjectionRecord(rest, earlier, returnedAtNanos, false, ejections);
  }

  EjectionRecord withEjection(Ejection changed) {
    return new EjectionRecord(changed, earlier, returnedAtNanos, isSuspected, ejections);
  }

  EjectionRecord returned(int counting, long nowNanos) {
    return new EjectionRecord(null, counting, nowNanos, false, ejections);
  }
}

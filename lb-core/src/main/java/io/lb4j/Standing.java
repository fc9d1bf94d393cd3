package io.lb4j;

import io.lb4j.health.AdminState;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts on one endpoint, each changed by its own witness only. An immutable value; the
 * control loop replaces it.
 *
 * @param admin the operator's verdict
 * @param adminSince when it was given; null while nothing was ever said
 * @param ejection passive detection's verdict, or null
 * @param earlierEjections ejections that counted when the endpoint came back
 * @param returnedAtNanos when it came back
 * @param isSuspected hard evidence speaks against it, but it may not be ejected: it is the last one
 * @param ejections how often it was ejected in all
 */
record Standing(
    AdminState admin,
    @Nullable Instant adminSince,
    @Nullable Ejection ejection,
    int earlierEjections,
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
   */
  record Ejection(
      Evidence evidence,
      String reason,
      Instant since,
      Instant until,
      long untilNanos,
      boolean isOver) {

    boolean isWeakerThan(Evidence other) {
      return evidence == Evidence.STATISTICAL && other == Evidence.HARD;
    }

    Ejection onHardEvidence(String harder) {
      return new Ejection(Evidence.HARD, harder, since, until, untilNanos, isOver);
    }

    Ejection over() {
      return new Ejection(evidence, reason, since, until, untilNanos, true);
    }
  }

  /** Nothing against it; shared by all endpoints that never failed. */
  static final Standing GOOD = new Standing(AdminState.ENABLED, null, null, 0, 0, false, 0);

  HealthState state() {
    return HealthState.of(admin, ejection != null);
  }

  boolean isAvailable() {
    return admin == AdminState.ENABLED;
  }

  boolean isHealthy() {
    return isAvailable() && ejection == null;
  }

  boolean hasHardEvidence() {
    return isSuspected || (ejection != null && ejection.evidence() == Evidence.HARD);
  }

  Standing withAdmin(AdminState changed, Instant since) {
    return new Standing(
        changed, since, ejection, earlierEjections, returnedAtNanos, isSuspected, ejections);
  }

  Standing withSuspicion(boolean suspected) {
    return new Standing(
        admin, adminSince, ejection, earlierEjections, returnedAtNanos, suspected, ejections);
  }

  Standing ejected(Ejection verdict, int earlier) {
    return new Standing(admin, adminSince, verdict, earlier, returnedAtNanos, false, ejections + 1);
  }

  Standing withEjection(Ejection changed) {
    return new Standing(
        admin, adminSince, changed, earlierEjections, returnedAtNanos, isSuspected, ejections);
  }

  Standing awaitingProbe() {
    Ejection over = ejection == null ? null : ejection.over();
    return new Standing(
        admin, adminSince, over, earlierEjections, returnedAtNanos, isSuspected, ejections);
  }

  Standing returned(int earlier, long nowNanos) {
    return new Standing(admin, adminSince, null, earlier, nowNanos, false, ejections);
  }

  List<Verdict> verdicts() {
    List<Verdict> verdicts = new ArrayList<>(2);
    if (admin != AdminState.ENABLED && adminSince != null) {
      String reason = admin == AdminState.DRAINING ? "draining" : "disabled";
      verdicts.add(new Verdict(Witness.OPERATOR, reason, adminSince, null));
    }
    if (ejection != null) {
      verdicts.add(
          new Verdict(
              Witness.PASSIVE,
              ejection.isOver() ? ejection.reason() + "; awaiting its probe" : ejection.reason(),
              ejection.since(),
              ejection.until()));
    }
    return List.copyOf(verdicts);
  }
}

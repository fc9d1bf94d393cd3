package io.lb4j;

import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.Evidence;
import io.lb4j.health.FailureRun;
import io.lb4j.health.Traffic;
import io.lb4j.request.Outcome;
import io.lb4j.snapshot.EjectionCause;
import io.lb4j.time.Durations;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passive detection's verdicts: who is ejected on what callers reported, when one request may test
 * it, and when it comes back. A run of failures is weighed when it is reported, outliers once per
 * interval. Guarded by the control loop's lock.
 */
final class EjectionControl<T> {

  private final Settings settings;
  private final EjectionPolicy policy;
  private final Verdicts<T> verdicts;
  private final OutlierWatch<T> outliers;
  private final CommonCause<T> commonCause;
  private final Rests<T> rests;
  // How long judges may take to see an endpoint that came back with its full share.
  private final long unjudgedNanos;
  // Members with an ejection or at rest, so that a tick costs nothing for the others.
  private final Set<EndpointState<T>> ejected = new LinkedHashSet<>();

  EjectionControl(
      Settings settings, Verdicts<T> verdicts, Membership<T> membership, long nowNanos) {
    this.settings = settings;
    this.policy = settings.ejection();
    this.verdicts = verdicts;
    this.outliers = new OutlierWatch<>(settings, nowNanos);
    this.commonCause = new CommonCause<>(membership, policy.interval());
    this.rests = new Rests<>(settings, verdicts, membership);
    this.unjudgedNanos = settings.slowStart().window().toNanos() + 2 * policy.interval().toNanos();
  }

  /**
   * Weighs the reports on a member, or on its probe; true if its standing changed.
   *
   * @param available the endpoints that an ejection share refers to: those the operator leaves in
   *     traffic
   * @param weightless whether weights do not count, since all are 0
   */
  boolean reconsider(EndpointState<T> state, int available, boolean weightless, long nowNanos) {
    if (decideProbe(state, available, weightless, nowNanos)) {
      return true;
    }
    EjectionRecord.Ejection ejection = state.standing().ejection();
    if (ejection != null && !ejection.isRest()) {
      return harden(state, ejection);
    }
    FailureRun run = state.failureRun();
    Evidence evidence = state.weigh(run);
    if (evidence == Evidence.OVERLOAD) {
      return weighOverload(state, ejection, available, weightless, nowNanos);
    }
    if (mayGo(state)
        && policy.permits(evidence, verdicts.outBesides(state, weightless), available)
        && (evidence == Evidence.HARD || !commonCause.explains(state, nowNanos))) {
      EjectionCause cause =
          evidence == Evidence.HARD ? EjectionCause.CONNECT_FAILURES : EjectionCause.FAILURES;
      eject(state, evidence, cause, reason(run), remaining(state, nowNanos), nowNanos);
      return true;
    }
    return suspectIfHard(state);
  }

  /** Lets an endpoint rest, unless too many rest or are out. */
  private boolean weighOverload(
      EndpointState<T> state,
      EjectionRecord.@Nullable Ejection rest,
      int available,
      boolean weightless,
      long nowNanos) {
    AskedRest asked = state.takeAskedRest(nowNanos);
    if (rest != null) {
      if (asked != null) {
        rests.lengthen(state, rest, asked, nowNanos);
      }
      return false;
    }
    // What was asked for may be over, and was the only evidence.
    boolean isOverloaded = asked != null || state.weigh() == Evidence.OVERLOAD;
    int spared = verdicts.outBesides(state, weightless) + resting(weightless);
    if (isOverloaded && mayGo(state) && policy.permits(Evidence.OVERLOAD, spared, available)) {
      rests.begin(state, asked, nowNanos);
      ejected.add(state);
      return true;
    }
    return false;
  }

  /**
   * Who has yet to pass its first check is no part of what a share refers to, and has nothing to
   * lose.
   */
  private static boolean mayGo(EndpointState<?> state) {
    return state.standing().isAvailable() && !state.standing().isAwaited();
  }

  private int resting(boolean weightless) {
    int count = 0;
    for (EndpointState<T> state : ejected) {
      boolean counts = weightless || state.endpoint().weight() > 0;
      count += counts && state.standing().traffic() == Traffic.RESERVE ? 1 : 0;
    }
    return count;
  }

  /** Asks the judges for outliers, when the interval is over; true if any was ejected. */
  boolean judgeOutliers(
      Membership<T> membership, int available, boolean weightless, long nowNanos) {
    if (!outliers.isDue(nowNanos)) {
      return false;
    }
    boolean changed = false;
    Map<String, String> reasons =
        outliers.judge(membership.members().values(), weightless, nowNanos);
    for (Map.Entry<String, String> outlier : reasons.entrySet()) {
      EndpointState<T> state = membership.find(outlier.getKey());
      // Judges may be users' code: they may name anything, and have changed the set.
      if (state != null
          && state.mayBeAnOutlier(weightless)
          && policy.permits(
              Evidence.STATISTICAL, verdicts.outBesides(state, weightless), available)) {
        // The judges have condemned it as soon as they could, and not let it serve well.
        int earlier = remaining(state, nowNanos - unjudgedNanos);
        eject(
            state,
            Evidence.STATISTICAL,
            EjectionCause.OUTLIER,
            outlier.getValue(),
            earlier,
            nowNanos);
        changed = true;
      }
    }
    return changed;
  }

  boolean outliersAreDue(long nowNanos) {
    return outliers.isDue(nowNanos);
  }

  /** Marks an endpoint that may not be ejected, again if a success came in between. */
  private boolean suspectIfHard(EndpointState<T> state) {
    boolean changed = false;
    for (boolean hard = isHard(state);
        hard != state.standing().isSuspected();
        hard = isHard(state)) {
      verdicts.putQuietly(state, state.standing().record().withSuspicion(hard));
      changed = true;
    }
    return changed;
  }

  private boolean isHard(EndpointState<T> state) {
    return state.weigh() == Evidence.HARD;
  }

  /** An endpoint that was ejected for failures and now cannot even be connected to. */
  private boolean harden(EndpointState<T> state, EjectionRecord.Ejection ejection) {
    FailureRun run = state.failureRun();
    if (!ejection.isWeakerThan(state.weigh(run))) {
      return false;
    }
    String reason = reason(run);
    verdicts.put(
        state, state.standing().record().withEjection(ejection.onHardEvidence(reason)), reason);
    return true;
  }

  /** Opens probes whose time has come; true if any standing changed. */
  boolean tick(int available, boolean weightless, long nowNanos) {
    boolean changed = false;
    for (EndpointState<T> state : List.copyOf(ejected)) {
      EjectionRecord.Ejection ejection = state.standing().ejection();
      if (ejection == null) {
        continue;
      }
      Probe probe = state.probe();
      if (probe != null && probe.verdict() != null) {
        changed |= decideProbe(state, available, weightless, nowNanos);
      } else if (probe != null) {
        probe.releaseIfClaimedBefore(
            settings.ticker().nanoTime() - policy.baseDuration().toNanos());
      } else if (ejection.untilNanos() - nowNanos <= 0) {
        verdicts.putQuietly(state, state.standing().record().withEjection(ejection.over()));
        state.setProbe(new Probe());
        changed = true;
      }
    }
    return changed;
  }

  /** Takes up a member that is new, or back in traffic. */
  void restart(EndpointState<T> state) {
    outliers.restart(state);
  }

  /** Takes up a member that returned after a short absence, as it left. */
  void resume(EndpointState<T> state) {
    outliers.restart(state);
    if (state.standing().ejection() != null) {
      ejected.add(state);
    }
    suspectIfHard(state);
  }

  void remove(EndpointState<T> state) {
    ejected.remove(state);
  }

  /** Ends an ejection before its time. */
  void end(EndpointState<T> state, String reason, long nowNanos) {
    state.setProbe(null);
    comeBack(state, reason, nowNanos);
  }

  private boolean decideProbe(
      EndpointState<T> state, int available, boolean weightless, long nowNanos) {
    Probe probe = state.probe();
    Outcome verdict = probe == null ? null : probe.verdict();
    EjectionRecord.Ejection ejection = state.standing().ejection();
    if (verdict == null || ejection == null) {
      return false;
    }
    state.setProbe(null);
    if (ejection.isRest()) {
      decideRest(state, ejection, verdict, available, weightless, nowNanos);
    } else if (verdict.isSuccess()) {
      comeBack(state, "probe succeeded", nowNanos);
    } else {
      Evidence evidence =
          verdict.kind() == Outcome.Kind.CONNECT_FAILURE ? Evidence.HARD : Evidence.STATISTICAL;
      ejected.remove(state);
      String reason = "probe failed: " + verdict.kind();
      eject(state, evidence, EjectionCause.FAILED_TEST, reason, earlier(state) + 1, nowNanos);
    }
    return true;
  }

  private void decideRest(
      EndpointState<T> state,
      EjectionRecord.Ejection rest,
      Outcome test,
      int available,
      boolean weightless,
      long nowNanos) {
    if (test.isSuccess()) {
      state.takeAskedRest(nowNanos);
      ejected.remove(state);
      rests.end(state);
      return;
    }
    int rejected = rest.refusedTests() + 1;
    if (test.kind() == Outcome.Kind.REJECTED
        && rejected >= policy.consecutiveFailures().responses()
        && rests.isAlone(state, nowNanos)
        && policy.permits(
            Evidence.STATISTICAL, verdicts.outBesides(state, weightless), available)) {
      String reason = "rejects alone, " + rejected + " tests in a row too";
      eject(
          state,
          Evidence.STATISTICAL,
          EjectionCause.OVERLOAD,
          reason,
          remaining(state, nowNanos),
          nowNanos);
    } else {
      rests.again(state, rest.refusedTests() + 1, test, nowNanos);
    }
  }

  private void eject(
      EndpointState<T> state,
      Evidence evidence,
      EjectionCause cause,
      String reason,
      int earlier,
      long nowNanos) {
    verdicts.ejections().count(cause);
    long forNanos = policy.durationNanos(earlier, settings.random().nextDouble());
    AskedRest asked = state.takeAskedRest(nowNanos);
    if (asked != null) {
      forNanos = Math.max(forNanos, asked.untilNanos() - nowNanos);
    }
    Instant since = verdicts.now();
    EjectionRecord.Ejection before = state.standing().ejection();
    EjectionRecord.Ejection ejection =
        new EjectionRecord.Ejection(
            evidence,
            reason,
            since,
            since.plusNanos(forNanos),
            nowNanos + forNanos,
            false,
            0,
            evidence == Evidence.HARD
                && (before == null || before.isRest() || before.isRefutable()));
    state.setRamp(null);
    state.setProbe(null);
    ejected.add(state);
    verdicts.put(
        state,
        state.standing().record().ejected(ejection, earlier),
        reason + "; out for " + Durations.textInMillis(forNanos));
  }

  private void comeBack(EndpointState<T> state, String reason, long nowNanos) {
    state.forgetFailures();
    state.takeAskedRest(nowNanos);
    ejected.remove(state);
    verdicts.put(state, state.standing().record().returned(earlier(state) + 1, nowNanos), reason);
  }

  /** The ejections that still count against an endpoint that has served until some time. */
  private int remaining(EndpointState<T> state, long untilNanos) {
    EjectionRecord record = state.standing().record();
    return policy.remainingAfter(record.earlier(), untilNanos - record.returnedAtNanos());
  }

  private static int earlier(EndpointState<?> state) {
    return state.standing().record().earlier();
  }

  private String reason(FailureRun run) {
    return policy.consecutiveFailures().reason(run);
  }
}

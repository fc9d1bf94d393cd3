package io.lb4j;

import io.lb4j.health.CheckResult;
import io.lb4j.health.CheckTiming;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Checks the members in turn, and makes verdicts of what enough checks in a row say. Checks are
 * made elsewhere, by {@link CheckRunner}; what they found waits for the tick, so that a check costs
 * the control loop the same whatever the probe does.
 *
 * <p>Guarded by the control loop's lock.
 */
final class ActiveWitness<T> {

  /** Stands for no configuration; nobody is checked by it. */
  private static final HealthChecks<Object> NONE =
      HealthChecks.of(endpoint -> CompletableFuture.completedFuture(CheckResult.passed()));

  private final Settings settings;
  private final boolean isOff;
  private final HealthChecks<? super T> checks;
  private final CheckTiming timing;
  private final Verdicts<T> verdicts;
  private final EjectionControl<T> ejections;
  private final GraceWatch<T> graces;
  private final Announcer announcer;
  private final CheckSchedule<CheckTurn<T>> schedule;
  private final CheckRunner<T> runner;
  // Empty without a configuration.
  private final Map<EndpointState<T>, CheckTurn<T>> turns = new HashMap<>();
  // Of those that have left and are remembered, if they were checked.
  private final Map<EndpointState<T>, CheckTurn<T>> pastTurns = new HashMap<>();
  private boolean warnedOfDelay;

  ActiveWitness(
      Settings settings,
      @Nullable HealthChecks<? super T> checks,
      Verdicts<T> verdicts,
      EjectionControl<T> ejections,
      GraceWatch<T> graces,
      Announcer announcer,
      LeaseLedger ledger) {
    this.settings = settings;
    this.isOff = checks == null;
    this.checks = checks == null ? NONE : checks;
    this.timing = this.checks.timing();
    this.verdicts = verdicts;
    this.ejections = ejections;
    this.graces = graces;
    this.announcer = announcer;
    this.schedule = new CheckSchedule<>(settings.ticker().nanoTime());
    this.runner =
        new CheckRunner<>(
            settings.scheduler(),
            settings.ticker(),
            this.checks.maxConcurrent(),
            timing.timeout().toNanos(),
            e -> ledger.callbackFailed("the health probe", e));
  }

  /** Takes up the endpoints of a first set, which serve: evenly over an interval. */
  void trust(List<EndpointState<T>> first) {
    if (isOff) {
      return;
    }
    // Those who start together, with the same endpoints, should not check them together.
    double phase = settings.random().nextDouble();
    double intervalNanos = timing.interval().toNanos();
    for (int i = 0; i < first.size(); i++) {
      EndpointState<T> state = first.get(i);
      state.setChecked(CheckRecord.TRUSTED);
      double share = (phase + i / (double) first.size()) % 1;
      schedule.add(
          take(state, timing.interval()), schedule.elapsedNanos() + (long) (share * intervalNanos));
    }
  }

  /** Takes up an endpoint that joins, which has to pass a check first: at once. */
  void expect(EndpointState<T> state) {
    if (isOff) {
      return;
    }
    state.setChecked(CheckRecord.AWAITED);
    put(state, HealthState.STARTING, Evidence.NONE, "awaits its first passed check");
    check(take(state, timing.fastInterval()));
  }

  /**
   * Takes up a member that returned after a short absence, as it left: at once, if in doubt, but
   * however often it comes and goes no sooner than a member in doubt would be checked.
   */
  void resume(EndpointState<T> state) {
    CheckRecord record = state.checked();
    if (record == null) {
      return;
    }
    CheckTurn<T> past = pastTurns.remove(state);
    CheckTurn<T> turn = take(state, timing.interval());
    boolean inDoubt = record.verdict() != null;
    long now = schedule.elapsedNanos();
    long next = now;
    if (past != null) {
      turn.repeat(past.orderedNanos());
      Duration least = inDoubt ? timing.fastInterval() : timing.interval();
      next = past.orderedNanos() + least.toNanos();
    }
    if (next > now) {
      schedule.add(turn, next);
    } else if (inDoubt) {
      check(turn);
    } else {
      long random = (long) (timing.interval().toNanos() * settings.random().nextDouble());
      schedule.add(turn, now + random);
    }
  }

  private CheckTurn<T> take(EndpointState<T> state, Duration interval) {
    CheckTurn<T> turn = new CheckTurn<>(state, interval.toNanos());
    turns.put(state, turn);
    return turn;
  }

  void remove(EndpointState<T> state) {
    CheckTurn<T> turn = turns.remove(state);
    if (turn != null) {
      turn.end();
      if (turn.wasOrdered()) {
        pastTurns.put(state, turn);
      }
      HealthCheck<T> last = turn.check();
      if (last != null) {
        runner.callOff(last);
      }
    }
  }

  /** The endpoint is no longer remembered. */
  void forget(EndpointState<T> state) {
    pastTurns.remove(state);
  }

  void close() {
    turns.clear();
    pastTurns.clear();
    schedule.clear();
    runner.close();
  }

  /** Weighs what checks have found, and begins those that are due; true if a verdict changed. */
  boolean tick(long nowNanos) {
    long elapsedNanos = schedule.advance(nowNanos);
    runner.tick(elapsedNanos);
    boolean changed = false;
    for (HealthCheck<T> check; (check = runner.pollEnded()) != null; ) {
      changed |= weigh(check, nowNanos);
    }
    for (CheckTurn<T> turn; (turn = schedule.pollDue()) != null; ) {
      changed |= !turn.isOver() && check(turn);
    }
    warnOfDelay();
    return changed;
  }

  /** Once each time that checks fall behind. */
  private void warnOfDelay() {
    long delayNanos = runner.waitedNanos();
    if (delayNanos == 0) {
      warnedOfDelay = false;
    } else if (delayNanos > timing.fastInterval().toNanos() && !warnedOfDelay) {
      warnedOfDelay = true;
      announcer.warnOfLateChecks(settings.name(), turns.size(), checks.maxConcurrent());
    }
  }

  private boolean check(CheckTurn<T> turn) {
    HealthCheck<T> last = turn.check();
    if (last != null && last.hasThread()) {
      // It would only cost another thread.
      turn.repeat(schedule.elapsedNanos());
      return weigh(turn, CheckResult.failed("the check before has not returned yet"), 0);
    }
    HealthCheck<T> check = new HealthCheck<>(turn.state(), checks);
    turn.order(check, schedule.elapsedNanos());
    runner.order(check);
    return false;
  }

  private boolean weigh(HealthCheck<T> check, long nowNanos) {
    CheckTurn<T> turn = turns.get(check.state());
    HealthCheck.Ending ending = check.ending();
    if (turn == null || turn.check() != check || ending == null) {
      // It has left, and may have come back.
      return false;
    }
    CheckResult result = ending.result();
    if (result == null) {
      return false;
    }
    boolean changed = weigh(turn, result, ending.tookNanos());
    return endEjection(turn, check, result, nowNanos) || changed;
  }

  private boolean weigh(CheckTurn<T> turn, CheckResult result, long tookNanos) {
    EndpointState<T> state = turn.state();
    CheckRecord before = state.checked();
    if (before == null) {
      return false;
    }
    CheckRecord after = before.after(result, verdicts.now(), tookNanos, checks, graces.isIn(state));
    state.setChecked(after);
    scheduleNext(turn, after, tookNanos);
    return !after.isSameVerdictAs(before) && say(state, after, result);
  }

  /** Counts from the check's start, which was soon after its order unless it had to wait. */
  private void scheduleNext(CheckTurn<T> turn, CheckRecord record, long tookNanos) {
    long earlierNanos = turn.intervalNanos();
    long intervalNanos = CheckPace.intervalNanos(timing, record, turn.isIdle());
    turn.setIntervalNanos(intervalNanos);
    double random = settings.random().nextDouble();
    long gapNanos = CheckPace.gapNanos(timing, intervalNanos, earlierNanos, random);
    long earliestStart = schedule.elapsedNanos() - tookNanos - 2 * ControlLoop.TICK_NANOS;
    schedule.add(turn, Math.max(turn.orderedNanos(), earliestStart) + gapNanos);
  }

  private boolean say(EndpointState<T> state, CheckRecord record, CheckResult result) {
    HealthState verdict = record.verdict();
    String reason = record.reason(result);
    if (verdict == null) {
      return verdicts.lift(state, Witness.ACTIVE, reason);
    }
    put(state, verdict, record.evidence(), reason);
    return true;
  }

  private void put(EndpointState<T> state, HealthState found, Evidence evidence, String reason) {
    verdicts.put(state, new Verdict(Witness.ACTIVE, found, evidence, reason, verdicts.now(), null));
  }

  /**
   * The one case of a witness that ends another's verdict: failed connects alone have ejected the
   * endpoint, and checks that began later could connect.
   */
  private boolean endEjection(
      CheckTurn<T> turn, HealthCheck<T> check, CheckResult result, long nowNanos) {
    EjectionRecord record = turn.state().standing().record();
    EjectionRecord.Ejection ejection = record.ejection();
    if (!checks.endsEjections()
        || ejection == null
        || !ejection.isRefutable()
        || check.ejections() != record.ejections()) {
      return false;
    }
    if (turn.contradict(record.ejections(), result.kind()) < checks.rise()) {
      return false;
    }
    ejections.end(turn.state(), checks.rise() + " checks passed since", nowNanos);
    return true;
  }
}

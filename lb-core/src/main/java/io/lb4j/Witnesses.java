package io.lb4j;

import io.lb4j.health.Evidence;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import org.jspecify.annotations.Nullable;

/**
 * All who hold verdicts on the members. Each knows its own only; what happens to a member is told
 * to all of them here.
 *
 * <p>Guarded by the control loop's lock.
 */
final class Witnesses<T> {

  private final Settings settings;
  private final SteadyClock clock;
  private final Membership<T> membership;
  private final Verdicts<T> verdicts;
  private final SlowStarts<T> slowStarts;
  private final DiscoveryWitness<T> discovery;
  private final GraceWatch<T> graces;
  private final EjectionControl<T> ejections;
  private final ServerWitness<T> serverWords;
  private final ActiveWitness<T> active;
  private final BreakerWitness<T> breakers;

  Witnesses(
      Settings settings,
      @Nullable HealthChecks<? super T> healthChecks,
      SteadyClock clock,
      Membership<T> membership,
      Announcer announcer,
      LeaseLedger ledger) {
    this.settings = settings;
    this.clock = clock;
    this.membership = membership;
    this.verdicts = new Verdicts<>(settings, announcer, this::startSlowly);
    this.slowStarts = new SlowStarts<>(settings.slowStart());
    this.discovery = new DiscoveryWitness<>(verdicts);
    this.graces = new GraceWatch<>(settings.grace(), verdicts);
    this.ejections = new EjectionControl<>(settings, verdicts, membership, clock.advance());
    this.serverWords = new ServerWitness<>(verdicts);
    this.active =
        new ActiveWitness<>(settings, healthChecks, verdicts, ejections, graces, announcer, ledger);
    this.breakers = new BreakerWitness<>(settings, verdicts, ledger);
  }

  EjectionTally ejectionTally() {
    return verdicts.ejections();
  }

  // What an update brings.

  /** Gives an endpoint that becomes known what it has as long as it is known. */
  void equip(EndpointState<T> state) {
    breakers.equip(state);
  }

  void changed(Membership.Change<T> change, boolean first) {
    change.removed().forEach(this::dismiss);
    change.returned().forEach(this::resume);
    if (first) {
      active.trust(change.created());
    } else {
      change.created().forEach(this::welcome);
    }
    change.configured().forEach(discovery::look);
    // Without weight they were out of traffic.
    change.weighted().forEach(this::startSlowly);
    change.created().forEach(state -> breakers.look(state, clock.advance()));
  }

  private void welcome(EndpointState<T> state) {
    startSlowly(state);
    graces.start(state, clock.advance());
    active.expect(state);
  }

  private void resume(EndpointState<T> state) {
    long now = clock.advance();
    verdicts.resume(state);
    ejections.resume(state);
    serverWords.resume(state, now);
    slowStarts.resume(state);
    graces.resume(state, now);
    breakers.look(state, now);
    active.resume(state);
  }

  private void dismiss(EndpointState<T> state) {
    active.remove(state);
    graces.remove(state);
    verdicts.remove(state);
    ejections.remove(state);
    serverWords.remove(state);
    slowStarts.remove(state);
    breakers.remove(state);
  }

  private void startSlowly(EndpointState<T> state) {
    slowStarts.start(state, settings.ticker().nanoTime());
    ejections.restart(state);
  }

  // What an operator orders; true if it changed anything.

  boolean holdOut(EndpointState<T> state, HealthState order, String reason) {
    Verdict held = state.standing().verdict(Witness.OPERATOR);
    if (held != null && held.state() == order) {
      return false;
    }
    verdicts.put(
        state, new Verdict(Witness.OPERATOR, order, Evidence.NONE, reason, verdicts.now(), null));
    return true;
  }

  boolean enable(EndpointState<T> state) {
    return verdicts.lift(state, Witness.OPERATOR, "enabled by operator");
  }

  // What reports and time bring; true if a new table is owed.

  boolean reconsider(EndpointState<T> suspect, PickTable<T> table) {
    long now = clock.advance();
    boolean changed = serverWords.reconsider(suspect, now);
    changed |= ejections.reconsider(suspect, table.available(), table.weightless(), now);
    return breakers.look(suspect, now) || changed;
  }

  boolean tick(PickTable<T> table, long nowNanos) {
    boolean changed = ejections.tick(table.available(), table.weightless(), nowNanos);
    changed |= serverWords.tick(nowNanos);
    changed |= slowStarts.tick(settings.ticker().nanoTime());
    changed |= breakers.tick(nowNanos);
    graces.tick(nowNanos);
    return active.tick(nowNanos) || changed;
  }

  // Users' code, which the timer leaves to others.

  boolean hasWorkOffTheTimer(long nowNanos) {
    return ejections.outliersAreDue(nowNanos) || breakers.hasForgotten();
  }

  boolean judgeOutliers(PickTable<T> table, long nowNanos) {
    return ejections.judgeOutliers(membership, table.available(), table.weightless(), nowNanos);
  }

  /** Notes that an endpoint is no longer remembered. */
  void forget(EndpointState<T> state) {
    breakers.forget(state);
    active.forget(state);
  }

  void discardForgotten() {
    breakers.discardForgotten();
  }

  void close() {
    breakers.close();
    active.close();
  }
}

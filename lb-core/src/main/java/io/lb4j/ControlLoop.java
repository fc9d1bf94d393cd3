package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.jfr.BalancerEvents;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Trait;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.zone.RegionPolicy;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of everything that selections read: it applies updates, operators' orders, reports
 * and the passing of time one after the other, and publishes a new pick table when any of them
 * changed something.
 *
 * <p>Threads that order a change take the lock and apply it themselves, so it has taken effect when
 * they return. Timer threads only try the lock, leave verdicts to the order that has taken it and
 * the rest to the next tick, and have tables compiled elsewhere: a user's policy that blocks while
 * it builds a picker holds up this balancer's changes, and nothing else. Callers that report never
 * come here: they put the endpoint into {@link Suspects} and go on. Users' listeners are called
 * from elsewhere, after the fact.
 */
final class ControlLoop<T> {

  /** Bounds how late the end of an ejection, a drain or an overdue report is noticed. */
  static final long TICK_NANOS = Duration.ofMillis(100).toNanos();

  private final Settings settings;
  private final @Nullable BalancerEvents events = BalancerEvents.ifAvailable();
  private final SteadyClock clock;
  private final LeaseLedger ledger;
  private final SelectionRecording recording;
  private final TickClock tickClock;
  private final Announcer announcer;
  private final Publication<T> publication;

  // Fair, or a caller that updates without pause overtakes those who wait, and each of its sets is
  // compiled; in turn, one table serves all whose sets have become outdated while they waited.
  private final ReentrantLock lock = new ReentrantLock(true);
  // Guarded by the lock.
  private final Membership<T> membership;
  private final Witnesses<T> witnesses;
  private final RegionScores regions;
  private final SkewWatch<T> skews;
  private final CapacityWatch<T> capacity;
  private final Drains drains;
  private final AtomicLong updates = new AtomicLong();
  private final AtomicLong emptyUpdatesIgnored = new AtomicLong();

  // Raised by timer threads that found the lock taken, lowered by the orders that held it.
  private volatile boolean timerMissed;

  // Written by the tick; a close that misses the newest one is noticed by that tick.
  private volatile @Nullable Cancellable nextTick;

  // Written under the lock, read by everyone: how many endpoints this client has the choice of.
  private volatile int offered;

  // Written by anyone: the newest set waiting to be applied.
  private final AtomicReference<@Nullable MemberSet<T>> pendingUpdate = new AtomicReference<>();
  private final Suspects<T> suspects;

  ControlLoop(
      Settings settings,
      @Nullable HealthChecks<? super T> healthChecks,
      @Nullable Duration leaseTimeLimit) {
    this.settings = settings;
    this.clock = new SteadyClock(settings.ticker());
    this.tickClock = new TickClock(settings.ticker().nanoTime());
    this.ledger =
        new LeaseLedger(
            settings.name(),
            clock,
            settings.ejection(),
            settings.capacity() != null || settings.localities() instanceof RegionPolicy,
            leaseTimeLimit,
            settings.policy().traits().contains(Trait.TOTAL_IN_FLIGHT),
            Throttle.of(settings),
            this::reconsiderSoon);
    this.recording = new SelectionRecording(settings.name(), events, ledger);
    this.suspects = new Suspects<>(settings.scheduler(), this::react);
    this.announcer = new Announcer(settings);
    this.regions = new RegionScores(settings.localities(), now());
    this.publication = new Publication<>(settings, ledger, tickClock, regions, announcer, now());
    this.membership = new Membership<>(this::newState, settings.rememberRemoved().toNanos());
    this.witnesses = new Witnesses<>(settings, healthChecks, clock, membership, announcer, ledger);
    this.skews = new SkewWatch<>(settings, announcer, now());
    this.capacity = new CapacityWatch<>(settings, announcer, now());
    this.drains = new Drains(settings.scheduler(), announcer, settings.affinity() != null);
  }

  void start() {
    scheduleTick();
  }

  Publication<T> publication() {
    return publication;
  }

  PickTable<T> table() {
    return publication.table();
  }

  LeaseLedger ledger() {
    return ledger;
  }

  TickClock tickClock() {
    return tickClock;
  }

  Announcer announcer() {
    return announcer;
  }

  RegionScores regions() {
    return regions;
  }

  SkewWatch<T> skews() {
    return skews;
  }

  CapacityWatch<T> capacity() {
    return capacity;
  }

  LifetimeCounts<T> counts() {
    return membership.counts();
  }

  EjectionTally ejections() {
    return witnesses.ejectionTally();
  }

  int offered() {
    return offered;
  }

  long updates() {
    return updates.get();
  }

  long emptyUpdatesIgnored() {
    return emptyUpdatesIgnored.get();
  }

  /** For who says so otherwise than by a warning each time. */
  void countEmptyUpdate() {
    emptyUpdatesIgnored.incrementAndGet();
  }

  // Orders, in the caller's thread.

  void update(MemberSet<T> endpoints) {
    if (endpoints.used().isEmpty()) {
      // Not by way of the pending update: it must not take the place of a real one.
      order(this::ignoreEmptyUpdate);
      return;
    }
    pendingUpdate.set(endpoints);
    order(
        () -> {
          MemberSet<T> newest = pendingUpdate.getAndSet(null);
          if (newest != null) {
            replace(newest);
          }
        });
  }

  void clear() {
    order(() -> replace(new MemberSet<>(Map.of(), 0)));
  }

  CompletionStage<DrainResult> drain(String id, Duration limit, String reason) {
    return underLock(
        () -> {
          requireOpen();
          EndpointState<T> state = member(id);
          drains.supersede(state);
          if (witnesses.holdOut(state, HealthState.DRAINING, reason)) {
            publish();
          }
          return drains.add(state, now() + limit.toNanos());
        });
  }

  void disable(String id, String reason) {
    order(
        () -> {
          EndpointState<T> state = member(id);
          drains.supersede(state);
          if (witnesses.holdOut(state, HealthState.DISABLED, reason)) {
            publish();
          }
        });
  }

  void enable(String id) {
    order(
        () -> {
          EndpointState<T> state = member(id);
          drains.supersede(state);
          if (witnesses.enable(state)) {
            publish();
          }
        });
  }

  void close() {
    lock.lock();
    try {
      if (isClosed()) {
        return;
      }
      publication.close(membership.members(), now());
      drains.closeAll();
      witnesses.close();
      Cancellable tick = nextTick;
      if (tick != null) {
        tick.cancel();
      }
      announcer.announceClose();
    } finally {
      lock.unlock();
    }
  }

  // Reactions, on the timer.

  /** Called by whoever reports, when the reports may have become evidence. */
  private void reconsiderSoon(EndpointState<?> state) {
    @SuppressWarnings("unchecked") // All states of this ledger are this balancer's.
    EndpointState<T> suspect = (EndpointState<T>) state;
    suspects.add(suspect);
  }

  private void react() {
    if (lock.tryLock()) {
      try {
        if (weighSuspects()) {
          publish();
        }
      } finally {
        lock.unlock();
      }
    } else {
      timerMissed = true;
    }
  }

  private void tick() {
    tickClock.set(settings.ticker().nanoTime());
    if (!lock.tryLock()) {
      timerMissed = true;
      return;
    }
    BalancerEvents.Work work = beginWork();
    try {
      if (isClosed()) {
        return;
      }
      long now = now();
      recording.tick();
      ledger.settle(tickClock.nanos());
      membership.forgetExpired(now, witnesses::forget);
      drains.check(now);
      judge(now);
      capacity.judge(membership.members().values(), table().usable(), now);
      if (publication.isOwed() || witnesses.hasWorkOffTheTimer(now) || skews.isDue(now)) {
        settings.scheduler().execute(this::finishTick);
      }
    } finally {
      endWork(work, "tick");
      lock.unlock();
    }
  }

  /** Off the timer, because judges, breakers and what builds a picker are users' code. */
  private void finishTick() {
    if (lock.tryLock()) {
      BalancerEvents.Work work = beginWork();
      try {
        if (!isClosed()) {
          witnesses.discardForgotten();
          long now = now();
          judgeSkew(now);
          judgeOutliers(now);
          publishIfOwed();
        }
      } finally {
        endWork(work, "after a tick");
        lock.unlock();
      }
    }
  }

  private void judgeOutliers(long now) {
    publication.owe(witnesses.judgeOutliers(table(), now));
  }

  private void judgeSkew(long now) {
    if (skews.isDue(now)) {
      skews.judge(membership.members(), table().weightless(), now);
    }
  }

  private void publishIfOwed() {
    if (publication.isOwed()) {
      publish();
    }
  }

  private boolean weighSuspects() {
    boolean changed = false;
    for (EndpointState<T> state; (state = suspects.poll()) != null; ) {
      if (membership.find(state.id()) == state && !isClosed()) {
        changed |= witnesses.reconsider(state, table());
      }
    }
    // Those that an earlier look has ejected stay held back until the table is out that says so.
    if (!changed && !publication.isOwed()) {
      suspects.letGo();
    }
    return changed;
  }

  /** A tick must not keep an abandoned balancer in memory, so the timer holds it weakly. */
  private void scheduleTick() {
    WeakReference<ControlLoop<T>> self = new WeakReference<>(this);
    nextTick = settings.scheduler().schedule(() -> runTick(self), TICK_NANOS);
  }

  private static void runTick(WeakReference<? extends ControlLoop<?>> reference) {
    ControlLoop<?> loop = reference.get();
    if (loop == null || loop.isClosed()) {
      return;
    }
    try {
      loop.tick();
    } catch (RuntimeException e) {
      loop.ledger.callbackFailed("the control tick", e);
    } finally {
      loop.scheduleTick();
    }
  }

  // Under the lock.

  private void judge(long now) {
    publication.owe(witnesses.tick(table(), now));
    publication.owe(weighSuspects());
    regions.look(membership.members().values(), now);
    publication.owe(publication.isOutdated(now));
  }

  /**
   * Callers that update without pause leave the timer no gap, and would put verdicts off. Not what
   * counts ticks, as drains do.
   */
  private void catchUp() {
    if (timerMissed) {
      timerMissed = false;
      long now = now();
      judge(now);
      judgeSkew(now);
      judgeOutliers(now);
      publishIfOwed();
    }
  }

  private void ignoreEmptyUpdate() {
    emptyUpdatesIgnored.incrementAndGet();
    announcer.warnOfEmptyUpdate(settings.name(), membership.members().size());
  }

  private void replace(MemberSet<T> set) {
    Map<String, Endpoint<T>> endpoints = set.used();
    offered = set.offered();
    updates.incrementAndGet();
    if (membership.isAlready(endpoints)) {
      // What pollers of a resolver mostly bring.
      return;
    }
    boolean first = membership.members().isEmpty();
    long now = now();
    // Before an endpoint of the same id gets another.
    witnesses.discardForgotten();
    Membership.Change<T> change = membership.replace(endpoints, now);
    witnesses.changed(change, first);
    change.returned().forEach(capacity::restart);
    publish();
    if (!change.isEmpty()) {
      List<String> removed = change.removed().stream().map(EndpointState::id).toList();
      announcer.announce(
          new MembershipChange(
              settings.name(),
              List.copyOf(change.added()),
              removed,
              endpoints.size(),
              settings.wallClock().instant()));
    }
  }

  private void publish() {
    publication.publish(membership.members(), now());
    suspects.letGo();
  }

  private EndpointState<T> newState(Endpoint<T> endpoint) {
    LoadCell cell = null;
    try {
      cell = settings.policy().newCell();
    } catch (Throwable e) {
      ledger.callbackFailed("the policy, asked for a load cell,", e);
    }
    EndpointState<T> state = new EndpointState<>(endpoint, Standing.GOOD, cell, ledger);
    state.limit(settings.adaptiveLimit(), settings.endpointRateLimit());
    witnesses.equip(state);
    return state;
  }

  private EndpointState<T> member(String id) {
    EndpointState<T> state = membership.find(id);
    if (state == null) {
      throw new IllegalArgumentException(
          "balancer %s has no endpoint \"%s\"; it has %s"
              .formatted(
                  settings.name(),
                  Names.escape(id),
                  membership.members().keySet().stream().limit(10).toList()));
    }
    return state;
  }

  private long now() {
    return clock.advance();
  }

  private boolean isClosed() {
    return table().closed();
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new BalancerClosedException(settings.name());
    }
  }

  private void order(Runnable order) {
    lock.lock();
    BalancerEvents.Work work = beginWork();
    try {
      requireOpen();
      order.run();
      catchUp();
    } finally {
      endWork(work, "order");
      lock.unlock();
    }
  }

  private BalancerEvents.@Nullable Work beginWork() {
    return events == null ? null : events.beginControlWork();
  }

  private void endWork(BalancerEvents.@Nullable Work work, String what) {
    if (work != null) {
      work.end(settings.name(), what, membership.members().size());
    }
  }

  private <R> R underLock(Supplier<R> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }
}

package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.OutlierJudge;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all leases of a balancer share: the clock, the way to the control loop, and the account of
 * leases that were misused: closed without a report, reported twice, never closed.
 *
 * <p>Written by callers from any thread, through concurrent collections and adders. {@link #settle}
 * is called by the control tick only, which alone writes {@code overdueNext}.
 */
final class LeaseLedger {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  private final String balancer;
  private final SteadyClock clock;
  private final Ticker ticker;
  private final EjectionPolicy ejectionPolicy;
  private final boolean measuresLatency;
  private final @Nullable Throttle throttle;
  private final Consumer<EndpointState<?>> reconsider;
  private final long timeLimitNanos;
  // Only when there is a time limit: remembering every lease is not free.
  private final @Nullable Set<SlotLease<?>> open;
  // Only for policies that ask for it.
  private final @Nullable LongAdder inFlight;

  // Written under the control loop's lock: the candidates of the newest table, if its picker
  // follows their changes.
  private volatile @Nullable CandidateSet<?> followed;

  private final CopyOnWriteArrayList<LeaseObserver> observers = new CopyOnWriteArrayList<>();
  // Whether there are any, for every selection and report; written under the lock of add, remove.
  private volatile boolean hasObservers;

  private final ConcurrentLinkedQueue<SlotLease<?>> closedUnreported =
      new ConcurrentLinkedQueue<>();
  private List<SlotLease<?>> overdueNext = List.of();

  private final LongAdder unreported = new LongAdder();
  private final LongAdder repeatedReports = new LongAdder();
  private final LongAdder reclaimed = new LongAdder();
  private final AtomicBoolean warnedOfUnreported = new AtomicBoolean();
  private final AtomicBoolean warnedOfReclaimed = new AtomicBoolean();
  private final AtomicBoolean warnedOfCallback = new AtomicBoolean();

  LeaseLedger(
      String balancer,
      SteadyClock clock,
      EjectionPolicy ejectionPolicy,
      boolean measuresLatency,
      @Nullable Duration timeLimit,
      boolean countsTotal,
      @Nullable Throttle throttle,
      Consumer<EndpointState<?>> reconsider) {
    this.balancer = balancer;
    this.clock = clock;
    this.ticker = clock.ticker();
    this.ejectionPolicy = ejectionPolicy;
    this.measuresLatency =
        measuresLatency || ejectionPolicy.judges().stream().anyMatch(OutlierJudge::needsLatency);
    this.throttle = throttle;
    this.reconsider = reconsider;
    this.timeLimitNanos = timeLimit == null ? 0 : timeLimit.toNanos();
    this.open = timeLimit == null ? null : ConcurrentHashMap.newKeySet();
    this.inFlight = countsTotal ? new LongAdder() : null;
  }

  long nanoTime() {
    return ticker.nanoTime();
  }

  /** Returns the control side's time of a reading of the ticker. */
  long controlNanos(long tickerNanos) {
    return clock.at(tickerNanos);
  }

  EjectionPolicy ejectionPolicy() {
    return ejectionPolicy;
  }

  /** Returns what wants to hear of all outcomes, or null. */
  @Nullable Throttle throttle() {
    return throttle;
  }

  boolean measuresLatency() {
    return measuresLatency;
  }

  /** Whether every lease has to know when it was selected, whatever the policy wants. */
  boolean timesLeases() {
    return measuresLatency || throttle != null || open != null;
  }

  void reconsider(EndpointState<?> state) {
    reconsider.accept(state);
  }

  void opened(SlotLease<?> lease, EndpointState<?> state) {
    if (inFlight != null) {
      inFlight.increment();
    }
    if (open != null) {
      open.add(lease);
    }
    changed(state);
  }

  void released(SlotLease<?> lease, EndpointState<?> state) {
    if (inFlight != null) {
      inFlight.decrement();
    }
    if (open != null) {
      open.remove(lease);
    }
    changed(state);
  }

  void follow(CandidateSet<?> candidates) {
    followed = candidates.isFollowed() ? candidates : null;
  }

  /** Tells the picker, if it wants to know, what a selection, a report or a close has changed. */
  void changed(EndpointState<?> state) {
    CandidateSet<?> candidates = followed;
    if (candidates != null) {
      try {
        candidates.changed(state);
      } catch (Throwable e) {
        callbackFailed("the policy's picker", e);
      }
    }
  }

  int totalInFlight() {
    return inFlight == null ? 0 : inFlight.intValue();
  }

  synchronized void add(LeaseObserver observer) {
    observers.add(observer);
    hasObservers = true;
  }

  synchronized void remove(LeaseObserver observer) {
    observers.removeIf(one -> one == observer);
    hasObservers = !observers.isEmpty();
  }

  /** Whether anyone wants to hear of {@link #tellObservers}. */
  boolean hasObservers() {
    return hasObservers;
  }

  void tellObservers(
      Endpoint<?> endpoint, AttemptKind attempt, Outcome outcome, long latencyNanos) {
    for (LeaseObserver observer : observers) {
      try {
        observer.reported(endpoint, attempt, outcome, latencyNanos);
      } catch (Throwable e) {
        callbackFailed("a lease observer", e);
      }
    }
  }

  void closedWithoutReport(SlotLease<?> lease) {
    closedUnreported.add(lease);
  }

  void repeatedReport() {
    repeatedReports.increment();
  }

  /**
   * Isolates what a user's code threw on the path of a request; only the JVM's own death passes.
   */
  void callbackFailed(String whose, Throwable e) {
    if (e instanceof VirtualMachineError death && !(e instanceof StackOverflowError)) {
      throw death;
    }
    if (warnedOfCallback.compareAndSet(false, true)) {
      LOG.warn(
          "lb4j {}: {} threw; traffic goes on. Further errors of callbacks on this path are not"
              + " logged",
          balancer,
          whose,
          e);
    }
  }

  /** Gives up on reports that are one tick overdue, and takes back leases held for too long. */
  void settle(long nowNanos) {
    List<SlotLease<?>> overdue = overdueNext;
    List<SlotLease<?>> next = new ArrayList<>();
    for (SlotLease<?> lease; (lease = closedUnreported.poll()) != null; ) {
      next.add(lease);
    }
    overdueNext = next;
    for (SlotLease<?> lease : overdue) {
      if (lease.giveUpOnReport()) {
        unreported.increment();
        warnOnce(
            warnedOfUnreported,
            "lb4j {}: a lease on {} was closed without a report; report an outcome on every path,"
                + " exceptions included, or the balancer cannot tell good endpoints from bad ones."
                + " Further ones are only counted",
            lease);
      }
    }
    if (open != null) {
      reclaimOpenedBefore(open, nowNanos - timeLimitNanos);
    }
  }

  private void reclaimOpenedBefore(Set<SlotLease<?>> leases, long nanos) {
    for (SlotLease<?> lease : leases) {
      if (lease.selectedAtNanos() - nanos <= 0 && lease.isOpen()) {
        lease.close();
        reclaimed.increment();
        warnOnce(
            warnedOfReclaimed,
            "lb4j {}: a lease on {} was held beyond the lease time limit and has been closed; close"
                + " leases on every path. Further ones are only counted",
            lease);
      }
    }
  }

  private void warnOnce(AtomicBoolean warned, String message, SlotLease<?> lease) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn(message, balancer, lease.endpoint().id());
    }
  }

  long unreportedCount() {
    return unreported.sum();
  }

  long repeatedReportCount() {
    return repeatedReports.sum();
  }

  long reclaimedCount() {
    return reclaimed.sum();
  }
}

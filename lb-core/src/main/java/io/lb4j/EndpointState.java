package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.ConsecutiveFailures;
import io.lb4j.health.Evidence;
import io.lb4j.health.FailureRun;
import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.RateLimit;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import io.lb4j.select.LoadCell;
import io.lb4j.snapshot.HistoryEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a balancer knows of one endpoint id, for as long as it knows the id.
 *
 * <p>Two kinds of fields with two kinds of writers. Counters are written by callers, from any
 * thread, by single atomic operations. {@code endpoint}, {@code standing}, {@code place}, {@code
 * probe}, {@code draining}, {@code ramp}, {@code recentShare}, {@code checked} and {@code history}
 * are written by the control loop under its lock, and read by anyone; the readings that judges
 * compare with are read by it, too.
 */
final class EndpointState<T> extends SlotTally {

  private static final int MAX_HISTORY = 16;

  /** Whose callback it is, in the log. */
  private static final String CELL = "the policy's load cell";

  private static final VarHandle REJECTIONS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      REJECTIONS = lookup.findVarHandle(EndpointState.class, "rejections", RejectionTally.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LeaseLedger ledger;
  private final @Nullable LoadCell cell;
  private final @Nullable LatencyTally latencies;
  private final boolean timed;

  // Written once, before the state is in any table.
  private @Nullable Permits permits;
  private @Nullable AdaptingLimit adapting;
  private @Nullable TokenBucket rate;

  // Made with the first rejection.
  private volatile @Nullable RejectionTally rejections;
  // Written by whoever reports, and cleared by the control loop; of two that come at once either
  // will do.
  private volatile @Nullable ServerWord serverWord;

  private volatile Endpoint<T> endpoint;
  private volatile Standing standing;
  // Raised by the report that completes the evidence, so that no pick goes to the endpoint before
  // the control loop has judged it; lowered by the control loop.
  private volatile boolean heldBack;
  // Whether the endpoint waits for the control loop already; two threads may both add it, which
  // only makes it be weighed twice.
  private volatile boolean queued;
  // Index in the newest table, or −1. Written only when it changes: a write would cost the
  // selections that count on the same cache line.
  private volatile int place = -1;
  private volatile @Nullable Probe probe;
  // Whether a drain runs that the operator has ordered.
  private volatile boolean draining;
  private volatile @Nullable Ramp ramp;
  private volatile double recentShare = Double.NaN;
  // What those who compare endpoints remember of its counters; for the control side alone.
  private SkewWatch.@Nullable Reading shareReading;
  private OutlierReading judgedUpTo = OutlierReading.ZERO;
  private CapacityWatch.Reading capacityReading = CapacityWatch.Reading.ZERO;
  // What active checks know; null if there are none.
  private volatile @Nullable CheckRecord checked;
  // The newest last; replaced, never changed.
  private volatile List<HistoryEntry> history = List.of();

  EndpointState(
      Endpoint<T> endpoint, Standing standing, @Nullable LoadCell cell, LeaseLedger ledger) {
    this.endpoint = endpoint;
    this.standing = standing;
    this.cell = cell;
    this.ledger = ledger;
    this.latencies = ledger.measuresLatency() ? new LatencyTally() : null;
    this.timed = ledger.timesLeases() || (cell != null && needsLatency(cell));
  }

  LeaseLedger ledger() {
    return ledger;
  }

  Endpoint<T> endpoint() {
    return endpoint;
  }

  String id() {
    return endpoint.id();
  }

  @Nullable LoadCell cell() {
    return cell;
  }

  /** Returns the way to its circuit breaker, or null if it has none. */
  @Nullable Permits permits() {
    return permits;
  }

  void setPermits(Permits given) {
    permits = given;
  }

  void limit(@Nullable AdaptiveLimit rule, @Nullable RateLimit rateLimit) {
    adapting = rule == null ? null : AdaptingLimit.start(rule, ledger);
    rate = rateLimit == null ? null : new TokenBucket(rateLimit, ledger::nanoTime);
  }

  @Nullable AdaptingLimit adapting() {
    return adapting;
  }

  /** Returns what its rate leaves, or null if it has none. */
  @Nullable TokenBucket rate() {
    return rate;
  }

  /** Returns how many leases may be in flight now, by configuration and by observation. */
  int limit() {
    int configured = endpoint.maxConcurrency();
    return adapting == null ? configured : Math.min(configured, adapting.limit());
  }

  /** Whether the endpoint's leases have to know when they were selected, observed or not. */
  boolean isTimed() {
    // An answer that says nothing takes back what the server said, if it was asked later.
    return timed || serverWord != null;
  }

  // Slots, by callers.

  /** Takes back an acquisition that led to nothing. */
  void undoAcquire() {
    unacquire();
    if (rate != null) {
      rate.putBack();
    }
  }

  void release(SlotLease<T> lease, boolean succeeded) {
    try {
      if (!succeeded) {
        // Makes the counts, if they are the first; without memory for them, the slot is given back.
        countOtherEnd();
      }
    } finally {
      release();
      ledger.released(lease, this);
    }
  }

  // Reports, by callers.

  void learn(Outcome outcome, long latencyNanos, long nowNanos) {
    if (serverWord != null || outcome.serverState() != null) {
      hear(outcome, ledger.controlNanos(nowNanos - latencyNanos), ledger.controlNanos(nowNanos));
    }
    if (latencies != null && outcome.isSuccess()) {
      latencies.add(Math.max(0, latencyNanos));
    }
    if (adapting != null) {
      adapting.learn(outcome.kind(), Math.max(0, latencyNanos), inFlight(), nowNanos);
    }
    Throttle throttle = ledger.throttle();
    if (throttle != null) {
      throttle.learn(outcome.kind(), nowNanos);
    }
    if (cell != null) {
      teach(cell, outcome, Math.max(0, latencyNanos), nowNanos);
    }
  }

  /** Learns from an attempt of which nobody wanted to know how long it takes. */
  void learnUntimed(Outcome outcome) {
    if (outcome.serverState() != null) {
      long now = ledger.controlNanos(ledger.nanoTime());
      hear(outcome, now, now);
    }
    if (cell != null && learnsFrom(cell, outcome)) {
      teach(cell, outcome, 0, ledger.nanoTime());
    }
  }

  private boolean needsLatency(LoadCell pupil) {
    try {
      return pupil.needsLatency();
    } catch (Throwable e) {
      ledger.callbackFailed(CELL, e);
      return true;
    }
  }

  private boolean learnsFrom(LoadCell pupil, Outcome outcome) {
    try {
      return pupil.learnsFrom(outcome);
    } catch (Throwable e) {
      ledger.callbackFailed(CELL, e);
      return true;
    }
  }

  private void teach(LoadCell pupil, Outcome outcome, long latencyNanos, long nowNanos) {
    try {
      pupil.learn(outcome, latencyNanos, nowNanos);
    } catch (Throwable e) {
      ledger.callbackFailed(CELL, e);
    }
    // What a success has changed can wait for the close, which mostly follows at once.
    if (outcome.isFailure()) {
      ledger.changed(this);
    }
  }

  void judge(SlotLease<T> lease, Outcome outcome) {
    long before = count(outcome);
    if (outcome.isFailure()) {
      long now = ledger.controlNanos(ledger.nanoTime());
      boolean isRejection = outcome.kind() == Outcome.Kind.REJECTED;
      boolean overloaded = isRejection && countRejection(outcome, now);
      if (!isRejection) {
        failedAt(now);
      }
      Evidence evidence = weigh();
      EjectionRecord.Ejection ejection = standing.ejection();
      if (evidence != Evidence.NONE && (ejection == null || ejection.mayYieldTo(evidence))) {
        if (overloaded || completesEvidence(before, outcome)) {
          heldBack = true;
        }
        ledger.reconsider(this);
      } else if (evidence != Evidence.HARD && standing.isSuspected()) {
        ledger.reconsider(this);
      }
    } else if (outcome.isSuccess() && before != 0 && standing.isSuspected()) {
      ledger.reconsider(this);
    }
    RejectionTally rejected = rejections;
    if (rejected != null && outcome.isSuccess()) {
      rejected.succeeded();
    }
    Probe pending = probe;
    if (pending != null && pending.judged(lease, outcome)) {
      ledger.reconsider(this);
    }
  }

  /** A stream that has begun well may last for hours: as a probe it decides now. */
  void answered(SlotLease<T> lease) {
    Probe pending = probe;
    if (pending != null && pending.judged(lease, Outcome.success())) {
      ledger.reconsider(this);
    }
  }

  void unreported(SlotLease<T> lease) {
    countUnreported();
    Probe pending = probe;
    if (pending != null) {
      pending.judged(lease, Outcome.ignored());
    }
  }

  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean changed) {
    queued = changed;
  }

  boolean isHeldBack() {
    return heldBack;
  }

  Evidence weigh() {
    return weigh(failureRun());
  }

  Evidence weigh(FailureRun run) {
    ConsecutiveFailures enough = ledger.ejectionPolicy().consecutiveFailures();
    Evidence failed = enough.weigh(run);
    RejectionTally rejected = rejections;
    return failed == Evidence.NONE && rejected != null && rejected.isEvidence(enough.responses())
        ? Evidence.OVERLOAD
        : failed;
  }

  /** Whether it is this failure that makes the run what it proves; of several reports only one. */
  private boolean completesEvidence(long before, Outcome failure) {
    ConsecutiveFailures enough = ledger.ejectionPolicy().consecutiveFailures();
    Evidence proved = enough.weigh(PackedRun.unpack(before));
    Evidence proves = enough.weigh(PackedRun.unpack(PackedRun.after(before, failure)));
    return proves.compareTo(proved) > 0;
  }

  private boolean countRejection(Outcome rejection, long nowNanos) {
    int enough = ledger.ejectionPolicy().consecutiveFailures().responses();
    if (enough == ConsecutiveFailures.NEVER) {
      return false;
    }
    RejectionTally seen = rejections;
    if (seen == null) {
      RejectionTally made = new RejectionTally();
      RejectionTally raced = (RejectionTally) REJECTIONS.compareAndExchange(this, null, made);
      seen = raced == null ? made : raced;
    }
    return seen.count(rejection, enough, nowNanos);
  }

  @Nullable RejectionTally rejections() {
    return rejections;
  }

  /** Returns the rest that was asked for since the last call, if it is not over. */
  @Nullable AskedRest takeAskedRest(long nowNanos) {
    RejectionTally seen = rejections;
    return seen == null ? null : seen.takeAsked(nowNanos);
  }

  /** Remembers what the server says of itself, or that it no longer says so. */
  private void hear(Outcome outcome, long selectedAtNanos, long nowNanos) {
    ServerState said = outcome.serverState();
    ServerWord held = serverWord;
    if (said == null || said == ServerState.READY) {
      if (held != null && (said != null || held.isTakenBackBy(outcome, selectedAtNanos))) {
        serverWord = null;
        ledger.reconsider(this);
      }
    } else if (held == null || held.state() != said) {
      serverWord = new ServerWord(said, nowNanos);
      ledger.reconsider(this);
    } else if (held.isWorthRepeating(nowNanos)) {
      serverWord = new ServerWord(said, nowNanos);
    }
  }

  @Nullable ServerWord serverWord() {
    return serverWord;
  }

  boolean lastFailed() {
    return failureRun().any() > 0;
  }

  /** A reading of {@link LatencyTally}; 0 if no judge asks for latencies. */
  long latencies() {
    return latencies == null ? 0 : latencies.reading();
  }

  // Control side, under the control loop's lock.

  /** Whether judges compare it: it is in traffic, and no failure was found yet. */
  boolean mayBeAnOutlier(boolean weightless) {
    return standing.isUsable() && !standing.isSuspected() && (weightless || endpoint.weight() > 0);
  }

  void letGo() {
    heldBack = false;
  }

  void forgetServerWord() {
    serverWord = null;
  }

  /** Takes over a new configuration; false if it is the same. */
  boolean configure(Endpoint<T> changed) {
    if (endpoint.equals(changed)) {
      return false;
    }
    endpoint = changed;
    return true;
  }

  Standing standing() {
    return standing;
  }

  void setDraining(boolean changed) {
    draining = changed;
  }

  /** Whether sessions that it has go on, although new ones may go elsewhere. */
  boolean keepsSessions() {
    Standing now = standing;
    // Nobody ejects what the operator has taken out, so the evidence itself has to do.
    return draining ? now.isUsableButForOperator() && !now.hasHardEvidence() : now.isUsable();
  }

  void setStanding(Standing changed) {
    standing = changed;
  }

  /** Returns the index in the newest table, −1 if it is not in it. */
  int place() {
    return place;
  }

  void setPlace(int index) {
    if (place != index) {
      place = index;
    }
  }

  @Nullable Probe probe() {
    return probe;
  }

  void setProbe(@Nullable Probe changed) {
    probe = changed;
  }

  @Nullable Ramp ramp() {
    return ramp;
  }

  void setRamp(@Nullable Ramp changed) {
    ramp = changed;
  }

  double recentShare() {
    return recentShare;
  }

  void setRecentShare(double share) {
    recentShare = share;
  }

  SkewWatch.@Nullable Reading shareReading() {
    return shareReading;
  }

  void setShareReading(SkewWatch.@Nullable Reading reading) {
    shareReading = reading;
  }

  @Nullable CheckRecord checked() {
    return checked;
  }

  void setChecked(CheckRecord changed) {
    checked = changed;
  }

  /** What its counters showed when the running interval of the outlier judges began. */
  OutlierReading judgedUpTo() {
    return judgedUpTo;
  }

  void setJudgedUpTo(OutlierReading reading) {
    judgedUpTo = reading;
  }

  CapacityWatch.Reading capacityReading() {
    return capacityReading;
  }

  void setCapacityReading(CapacityWatch.Reading reading) {
    capacityReading = reading;
  }

  List<HistoryEntry> history() {
    return history;
  }

  void remember(HistoryEntry entry) {
    List<HistoryEntry> longer = new ArrayList<>(history);
    if (longer.size() == MAX_HISTORY) {
      longer.remove(0);
    }
    longer.add(entry);
    history = List.copyOf(longer);
  }

  /** What the endpoint was like while it failed no longer counts. */
  void forgetFailures() {
    forgetFailuresInARow();
    if (adapting != null) {
      adapting.restart();
    }
    if (cell != null) {
      try {
        cell.forget();
      } catch (Throwable e) {
        ledger.callbackFailed(CELL, e);
      }
    }
  }

  @Override
  public String toString() {
    return id() + " " + standing.state();
  }
}

package io.lb4j;

import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.LimitEstimate;
import io.lb4j.limit.LimitSample;
import io.lb4j.request.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The adaptive concurrency limit of one endpoint. Callers count into a window; the first report
 * after its end turns it into one sample, and asks the rule for the next estimate. So the rule is
 * asked about once a second, by one thread at a time, and a report mostly costs one addition and
 * two reads.
 *
 * <p>Benign races: of two threads that raise the peak at once, the lower may win; an outcome that
 * arrives while the window ends may count into the next; a window that ends at the very moment of a
 * restart may win over it, and the limit goes on where it was.
 */
final class AdaptingLimit {

  static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Fewer say too little; an endpoint with little traffic has longer windows. */
  static final int MIN_OUTCOMES = 10;

  private static final String RULE = "the adaptive limit";

  private final AdaptiveLimit rule;
  private final LeaseLedger ledger;

  private final LatencyTally latencies = new LatencyTally();
  private final AtomicLong drops = new AtomicLong();
  private volatile int peakInFlight;

  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile long windowStartNanos;
  // Guarded by ending.
  private long latenciesBefore;
  private long dropsBefore;

  // Written by whoever ends a window, and by the control loop when it restarts.
  private volatile LimitEstimate estimate;
  private volatile int limit;

  private AdaptingLimit(AdaptiveLimit rule, LimitEstimate start, LeaseLedger ledger) {
    this.rule = rule;
    this.ledger = ledger;
    this.windowStartNanos = ledger.nanoTime();
    this.estimate = start;
    this.limit = limitOf(start);
  }

  /** Begins with what the rule begins with; null if that throws. */
  static @Nullable AdaptingLimit start(AdaptiveLimit rule, LeaseLedger ledger) {
    try {
      return new AdaptingLimit(rule, rule.start(), ledger);
    } catch (Throwable e) {
      ledger.callbackFailed(RULE, e);
      return null;
    }
  }

  int limit() {
    return limit;
  }

  /** What held while the endpoint failed no longer does. */
  void restart() {
    try {
      publish(rule.start());
    } catch (Throwable e) {
      ledger.callbackFailed(RULE, e);
    }
  }

  void learn(Outcome.Kind kind, long latencyNanos, int inFlight, long nowNanos) {
    switch (kind) {
      case SUCCESS -> latencies.add(latencyNanos);
      case REJECTED, TIMEOUT -> drops.incrementAndGet();
      default -> {
        return;
      }
    }
    if (inFlight > peakInFlight) {
      peakInFlight = inFlight;
    }
    long age = nowNanos - windowStartNanos;
    if (age < 0) {
      // The clock was set back; a window as long as that would keep the limit for hours.
      windowStartNanos = nowNanos;
    } else if (age >= WINDOW_NANOS && ending.compareAndSet(false, true)) {
      try {
        endWindow(nowNanos);
      } finally {
        ending.set(false);
      }
    }
  }

  private void endWindow(long nowNanos) {
    if (nowNanos - windowStartNanos < WINDOW_NANOS) {
      // Another thread was quicker.
      return;
    }
    long latenciesNow = latencies.reading();
    long dropsNow = drops.get();
    long successes = LatencyTally.countBetween(latenciesBefore, latenciesNow);
    long dropped = dropsNow - dropsBefore;
    if (successes + dropped < MIN_OUTCOMES) {
      return;
    }
    long latencyNanos =
        successes == 0
            ? 0
            : Math.max(1, Math.round(LatencyTally.meanNanosBetween(latenciesBefore, latenciesNow)));
    LimitSample sample = new LimitSample(latencyNanos, successes, dropped, peakInFlight);
    latenciesBefore = latenciesNow;
    dropsBefore = dropsNow;
    peakInFlight = 0;
    windowStartNanos = nowNanos;
    try {
      publish(estimate.after(sample));
    } catch (Throwable e) {
      ledger.callbackFailed(RULE, e);
    }
  }

  private void publish(LimitEstimate next) {
    int changed = limitOf(next);
    estimate = next;
    if (limit != changed) {
      limit = changed;
    }
  }

  private static int limitOf(LimitEstimate estimate) {
    return Math.max(1, estimate.limit());
  }
}

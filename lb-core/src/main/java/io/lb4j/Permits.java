package io.lb4j;

import io.lb4j.health.EndpointBreaker;
import io.lb4j.request.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker as selections see it: a source of permissions that cannot do harm. What the
 * user's breaker throws is no refusal.
 */
final class Permits {

  private static final String BREAKER = "a circuit breaker";

  private final EndpointBreaker breaker;
  private final LeaseLedger ledger;
  // Only a hint, for policies that would choose the same endpoint again and again; the last to
  // write wins.
  private volatile long refusedAtTickNanos = Long.MIN_VALUE;

  Permits(EndpointBreaker breaker, LeaseLedger ledger) {
    this.breaker = breaker;
    this.ledger = ledger;
  }

  /** Takes a slot and, where there are such, a token of the rate and a permission; all or none. */
  static <T> @Nullable SlotLease<T> lease(
      EndpointState<T> state,
      @Nullable Permits permits,
      int maxConcurrency,
      long nowNanos,
      long tickNanos) {
    TokenBucket rate = state.rate();
    if (rate != null && !rate.tryTake(nowNanos)) {
      return null;
    }
    if (!state.acquireBelow(maxConcurrency)) {
      if (rate != null) {
        rate.putBack();
      }
      return null;
    }
    if (permits == null) {
      return new SlotLease<>(state, nowNanos);
    }
    SlotLease<T> lease = null;
    try {
      lease = permits.ask(state, nowNanos, tickNanos);
    } finally {
      if (lease == null) {
        state.undoAcquire();
      }
    }
    return lease;
  }

  private <T> @Nullable SlotLease<T> ask(EndpointState<T> state, long nowNanos, long tickNanos) {
    try {
      if (breaker.tryAcquirePermission()) {
        return new PermittedLease<>(state, nowNanos, this);
      }
    } catch (Throwable e) {
      ledger.callbackFailed(BREAKER, e);
      return new SlotLease<>(state, nowNanos);
    }
    if (refusedAtTickNanos != tickNanos) {
      refusedAtTickNanos = tickNanos;
    }
    return null;
  }

  /** Whether the breaker has refused since the last control tick, and so probably still does. */
  boolean refusedAt(long tickNanos) {
    return refusedAtTickNanos == tickNanos;
  }

  /** Ends a permission. Called exactly once for each. */
  void end(Outcome outcome, long latencyNanos) {
    try {
      if (outcome.isSuccess()) {
        breaker.onSuccess(latencyNanos);
      } else if (outcome.isFailure()) {
        breaker.onError(latencyNanos, outcome);
      } else {
        breaker.releasePermission();
      }
    } catch (Throwable e) {
      ledger.callbackFailed(BREAKER, e);
    }
  }

  boolean isHalfOpen() {
    try {
      return breaker.isHalfOpen();
    } catch (Throwable e) {
      ledger.callbackFailed(BREAKER, e);
      return false;
    }
  }

  EndpointBreaker.@Nullable Opening opening() {
    try {
      return breaker.opening();
    } catch (Throwable e) {
      ledger.callbackFailed(BREAKER, e);
      return null;
    }
  }

  void discard() {
    try {
      breaker.discard();
    } catch (Throwable e) {
      ledger.callbackFailed(BREAKER, e);
    }
  }
}

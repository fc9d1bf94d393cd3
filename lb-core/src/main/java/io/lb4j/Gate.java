package io.lb4j;

import io.lb4j.snapshot.RefusalReason;
import io.lb4j.time.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * What a picked endpoint must still pass: its limits of concurrency and rate, its slow start, its
 * share while it serves in reserve, and its circuit breaker. Endpoints with none of them, most of
 * them, have no gate at all.
 */
final class Gate {

  private final int maxConcurrency;
  private final @Nullable AdaptingLimit adapting;
  private final @Nullable TokenBucket rate;
  private final @Nullable Ramp ramp;
  private final double reserveShare;
  // Begins in the middle, since a new table comes with every change of the set.
  private final @Nullable Thinning reserve;
  private final @Nullable Permits permits;

  Gate(
      EndpointState<?> state, @Nullable Ramp ramp, double reserveShare, @Nullable Permits permits) {
    this.maxConcurrency = state.endpoint().maxConcurrency();
    this.adapting = state.adapting();
    this.rate = state.rate();
    this.ramp = ramp;
    this.reserveShare = reserveShare;
    this.reserve = reserveShare < 1 ? new Thinning(0.5) : null;
    this.permits = permits;
  }

  /** Whether it needs to know when a lease is selected, or how long it takes. */
  boolean isTimed() {
    return rate != null || adapting != null || permits != null;
  }

  /** Tells why a pick goes on to the next choice. Shares hold back picks, never the last resort. */
  @Nullable RefusalReason holdsBack(long tickNanos, boolean lastResort) {
    if (lastResort) {
      return null;
    }
    if (ramp != null && !ramp.admits(tickNanos)) {
      return RefusalReason.SLOW_START;
    }
    return reserve != null && !reserve.admits(reserveShare) ? RefusalReason.RESERVE : null;
  }

  /**
   * Leases the endpoint if it has room and its breaker permits it.
   *
   * @param nowNanos may be {@link SlotLease#UNTIMED} if this gate is not {@linkplain #isTimed
   *     timed}
   */
  <T> @Nullable SlotLease<T> lease(EndpointState<T> state, long nowNanos, long tickNanos) {
    return Permits.lease(state, permits, limit(), nowNanos, tickNanos);
  }

  /** Leases the endpoint whatever its breaker says. */
  <T> @Nullable SlotLease<T> leaseUnpermitted(EndpointState<T> state, long nowNanos) {
    return Permits.lease(state, null, limit(), nowNanos, 0);
  }

  /** What has probably refused a lease; others may have come and gone meanwhile. */
  RefusalReason whyRefused(EndpointState<?> state, long nowNanos) {
    if (rate != null && !rate.hasToken(nowNanos)) {
      return RefusalReason.RATE;
    }
    return permits != null && hasRoom(state) ? RefusalReason.BREAKER : RefusalReason.LIMIT;
  }

  boolean admits(EndpointState<?> state, long tickNanos, Ticker ticker) {
    return hasRoom(state)
        && (permits == null || !permits.refusedAt(tickNanos))
        && (rate == null || rate.hasToken(ticker.nanoTime()));
  }

  /** Whether nothing but a breaker can have refused. */
  boolean isOnlyGuarded(EndpointState<?> state, long nowNanos) {
    return permits != null && hasRoom(state) && (rate == null || rate.hasToken(nowNanos));
  }

  private boolean hasRoom(EndpointState<?> state) {
    return state.inFlight() < limit();
  }

  private int limit() {
    return adapting == null ? maxConcurrency : Math.min(maxConcurrency, adapting.limit());
  }
}

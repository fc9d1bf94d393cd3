package io.lb4j;

import io.lb4j.snapshot.RefusalReason;
import org.jspecify.annotations.Nullable;

/**
 * What a picked endpoint must still pass: its concurrency limit, its slow start, its share while it
 * serves in reserve, and its circuit breaker. Endpoints with none of them, most of them, have no
 * gate at all.
 */
final class Gate {

  private final int maxConcurrency;
  private final @Nullable Ramp ramp;
  private final double reserveShare;
  // Begins in the middle, since a new table comes with every change of the set.
  private final @Nullable Thinning reserve;
  private final @Nullable Permits permits;

  Gate(int maxConcurrency, @Nullable Ramp ramp, double reserveShare, @Nullable Permits permits) {
    this.maxConcurrency = maxConcurrency;
    this.ramp = ramp;
    this.reserveShare = reserveShare;
    this.reserve = reserveShare < 1 ? new Thinning(0.5) : null;
    this.permits = permits;
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

  /** Leases the endpoint if it has room and its breaker permits it. */
  <T> @Nullable SlotLease<T> lease(EndpointState<T> state, long nowNanos, long tickNanos) {
    return Permits.lease(state, permits, maxConcurrency, nowNanos, tickNanos);
  }

  /** Leases the endpoint whatever its breaker says. */
  <T> @Nullable SlotLease<T> leaseUnpermitted(EndpointState<T> state, long nowNanos) {
    return Permits.lease(state, null, maxConcurrency, nowNanos, 0);
  }

  /** What has probably refused a lease; others may have come and gone meanwhile. */
  RefusalReason whyRefused(EndpointState<?> state) {
    return isOnlyGuarded(state) ? RefusalReason.BREAKER : RefusalReason.LIMIT;
  }

  boolean admits(EndpointState<?> state, long tickNanos) {
    return hasRoom(state) && (permits == null || !permits.refusedAt(tickNanos));
  }

  /** Whether nothing but a breaker can have refused. */
  boolean isOnlyGuarded(EndpointState<?> state) {
    return permits != null && hasRoom(state);
  }

  boolean hasRoom(EndpointState<?> state) {
    return state.inFlight() < maxConcurrency;
  }
}

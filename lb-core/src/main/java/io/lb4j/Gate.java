package io.lb4j;

import org.jspecify.annotations.Nullable;

/**
 * What a picked endpoint must still pass: its concurrency limit, its slow start, and its share
 * while it serves in reserve. Endpoints with none of them, most of them, have no gate at all.
 */
final class Gate {

  private final int maxConcurrency;
  private final @Nullable Ramp ramp;
  private final double reserveShare;
  // Begins in the middle, since a new table comes with every change of the set.
  private final @Nullable Thinning reserve;

  Gate(int maxConcurrency, @Nullable Ramp ramp, double reserveShare) {
    this.maxConcurrency = maxConcurrency;
    this.ramp = ramp;
    this.reserveShare = reserveShare;
    this.reserve = reserveShare < 1 ? new Thinning(0.5) : null;
  }

  /** Takes a slot if the endpoint has room. Shares hold back picks, never the last resort. */
  boolean acquire(EndpointState<?> state, long nowNanos, boolean lastResort) {
    if (!lastResort
        && ((ramp != null && !ramp.admits(nowNanos))
            || (reserve != null && !reserve.admits(reserveShare)))) {
      return false;
    }
    return state.acquireBelow(maxConcurrency);
  }

  boolean hasRoom(EndpointState<?> state) {
    return state.inFlight() < maxConcurrency;
  }
}

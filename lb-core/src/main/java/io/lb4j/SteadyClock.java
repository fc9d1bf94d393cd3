package io.lb4j;

import io.lb4j.time.Ticker;

/**
 * The control side's clock: stands still where the ticker goes back. Tickers should not, but
 * virtual machines that move have made them, and an ejection of 30 s must not last an hour.
 *
 * <p>Thread-safe. Its times compare with its own only, never with those of leases and load cells.
 */
final class SteadyClock {

  private final Ticker ticker;
  private long lastNanos;
  private long lostNanos;

  SteadyClock(Ticker ticker) {
    this.ticker = ticker;
    this.lastNanos = ticker.nanoTime();
  }

  synchronized long nanoTime() {
    long nanos = ticker.nanoTime();
    lostNanos += Math.max(0, lastNanos - nanos);
    lastNanos = nanos;
    return nanos + lostNanos;
  }
}

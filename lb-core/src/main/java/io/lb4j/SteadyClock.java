package io.lb4j;

import io.lb4j.time.Ticker;

/**
 * The control side's clock: stands still where the ticker goes back. Tickers should not, but
 * virtual machines that move have made them, and an ejection of 30 s must not last an hour.
 *
 * <p>{@link #advance} is called under the control loop's lock, which guards {@code lastNanos};
 * everything else by anyone. Its times compare with its own only, never with those of leases and
 * load cells, which are the ticker's.
 */
final class SteadyClock {

  private final Ticker ticker;
  private long lastNanos;
  private volatile long lostNanos;

  SteadyClock(Ticker ticker) {
    this.ticker = ticker;
    this.lastNanos = ticker.nanoTime();
  }

  Ticker ticker() {
    return ticker;
  }

  /** Notices whether the ticker went back, and returns the time. */
  long advance() {
    long nanos = ticker.nanoTime();
    long lost = lostNanos + Math.max(0, lastNanos - nanos);
    if (lost != lostNanos) {
      lostNanos = lost;
    }
    lastNanos = nanos;
    return nanos + lost;
  }

  /** Returns the time that a reading of the ticker stands for. */
  long at(long tickerNanos) {
    return tickerNanos + lostNanos;
  }
}

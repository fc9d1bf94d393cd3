package io.lb4j.testkit;

import io.lb4j.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that moves only when told to: both a {@link Ticker} and a wall clock that runs with it.
 *
 * <p>Thread-safe. To let scheduled tasks run as time passes, advance the {@link ManualScheduler}
 * instead.
 */
public final class FakeTicker implements Ticker, InstantSource {

  private final Instant epoch;
  private final long startNanos;
  private final AtomicLong nanos;

  /** Starts at ticker value 0, which the wall clock shows as 2026-01-01T00:00:00Z. */
  public FakeTicker() {
    this(0, Instant.parse("2026-01-01T00:00:00Z"));
  }

  /**
   * Starts at given values: near {@link Long#MAX_VALUE} to test wrapping, for instance.
   *
   * @param startNanos the ticker's first value
   * @param epoch the wall clock's first value
   */
  public FakeTicker(long startNanos, Instant epoch) {
    this.startNanos = startNanos;
    this.nanos = new AtomicLong(startNanos);
    this.epoch = epoch;
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant instant() {
    return epoch.plusNanos(nanos.get() - startNanos);
  }

  /**
   * Moves the clock, back if the duration is negative. Runs no tasks.
   *
   * @param duration how far
   */
  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}

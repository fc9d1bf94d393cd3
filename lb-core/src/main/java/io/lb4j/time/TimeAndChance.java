package io.lb4j.time;

import java.time.InstantSource;
import java.util.Objects;

/**
 * What a balancer was given instead of the system's clock, timer and dice, for those who build on
 * it: what they time and draw then follows the same fake clock in a test, and the same seed in a
 * simulation.
 *
 * @param ticker measures time, in nanoseconds
 * @param wallClock tells the time of day; for what people and headers say, never to measure
 * @param scheduler runs work later, or elsewhere
 * @param random draws
 */
public record TimeAndChance(
    Ticker ticker, InstantSource wallClock, Scheduler scheduler, RandomSource random) {

  /**
   * Checks that nothing is missing.
   *
   * @param ticker measures time, in nanoseconds
   * @param wallClock tells the time of day; for what people and headers say, never to measure
   * @param scheduler runs work later, or elsewhere
   * @param random draws
   */
  public TimeAndChance {
    Objects.requireNonNull(ticker, "ticker");
    Objects.requireNonNull(wallClock, "wallClock");
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(random, "random");
  }

  /**
   * Returns the system's own.
   *
   * @return real time, real chance
   */
  public static TimeAndChance system() {
    return new TimeAndChance(
        Ticker.system(), WallClock.system(), Scheduler.system(), RandomSource.system());
  }
}

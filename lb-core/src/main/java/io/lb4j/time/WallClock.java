package io.lb4j.time;

import java.time.InstantSource;

/**
 * The wall clock, for what people read: histories, log lines, HTTP dates. Never for durations;
 * those come from a {@link Ticker}, because wall clocks are set back and forth.
 */
public final class WallClock {

  private WallClock() {}

  /**
   * Returns the wall clock of this machine.
   *
   * @return the system's instant source
   */
  public static InstantSource system() {
    return InstantSource.system();
  }
}

package io.lb4j.route;

import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * How much is copied to a shadow pool, and what it may cost. Immutable and thread-safe.
 *
 * @param percent of the requests that are copied; 0 to 100
 * @param maxInFlight how many copies are under way at most; more are dropped, not queued
 * @param deadline how long a copy may take before it is cancelled
 */
public record MirrorPolicy(double percent, int maxInFlight, Duration deadline) {

  /** The request header by which a server knows a copy; its value is {@code true}. */
  public static final String HEADER = "X-Shadow-Request";

  private static final MirrorPolicy DEFAULTS = new MirrorPolicy(1, 64, Duration.ofSeconds(5));

  /**
   * Checks the values.
   *
   * @param percent {@link #percent()}
   * @param maxInFlight {@link #maxInFlight()}
   * @param deadline {@link #deadline()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public MirrorPolicy {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent is " + percent + "; it must be 0 to 100");
    }
    if (maxInFlight < 1 || maxInFlight > 100_000) {
      throw new IllegalArgumentException(
          "maxInFlight is " + maxInFlight + "; it must be 1 to 100000");
    }
    Durations.requirePositive("deadline", deadline);
  }

  /**
   * Returns the defaults: 1 % of the requests, 64 at once, 5 s each.
   *
   * @return the defaults
   */
  public static MirrorPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Changes how much is copied.
   *
   * @param percent {@link #percent()}
   * @return a changed copy
   * @throws IllegalArgumentException if it is not 0 to 100
   */
  public MirrorPolicy withPercent(double percent) {
    return new MirrorPolicy(percent, maxInFlight, deadline);
  }

  /**
   * Changes how many copies are under way at most.
   *
   * @param maxInFlight {@link #maxInFlight()}
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public MirrorPolicy withMaxInFlight(int maxInFlight) {
    return new MirrorPolicy(percent, maxInFlight, deadline);
  }

  /**
   * Changes how long a copy may take.
   *
   * @param deadline {@link #deadline()}
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public MirrorPolicy withDeadline(Duration deadline) {
    return new MirrorPolicy(percent, maxInFlight, deadline);
  }
}

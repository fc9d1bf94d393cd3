package io.lb4j.limit;

/**
 * How many requests per second may go out: a bucket of {@code burst} tokens, full at first, that is
 * refilled evenly; each request takes one. In any stretch of t seconds at most {@code burst +
 * permitsPerSecond · t} go out.
 *
 * <p>Immutable. Use it to keep to a quota that was agreed on. It protects no server: what that can
 * do per second changes with every deployment, and a {@linkplain AdaptiveLimit limit of
 * concurrency} follows. It is one client's, too: ten instances send ten times as much.
 *
 * @param permitsPerSecond the rate, 0.001 to 1 000 000 000
 * @param burst how many may go out at once, at least 1; a day at most may pass until an empty
 *     bucket is full
 */
public record RateLimit(double permitsPerSecond, int burst) {

  private static final double MAX_SECONDS_TO_FILL = 86_400;

  /**
   * Checks the values.
   *
   * @param permitsPerSecond {@link #permitsPerSecond()}
   * @param burst {@link #burst()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public RateLimit {
    requireRate(permitsPerSecond);
    if (burst < 1) {
      throw new IllegalArgumentException("burst is " + burst + "; it must be at least 1");
    }
    if (burst / permitsPerSecond > MAX_SECONDS_TO_FILL) {
      throw new IllegalArgumentException(
          "burst is "
              + burst
              + "; at "
              + permitsPerSecond
              + " permits per second it takes more than a day to fill");
    }
  }

  private static double requireRate(double permitsPerSecond) {
    if (!(permitsPerSecond >= 0.001 && permitsPerSecond <= 1e9)) {
      throw new IllegalArgumentException(
          "permitsPerSecond is " + permitsPerSecond + "; it must be between 0.001 and 1000000000");
    }
    return permitsPerSecond;
  }

  /**
   * Makes a limit that lets through a tenth of a second's permits at once, but at least one.
   *
   * @param permitsPerSecond the rate, 0.001 to 1 000 000 000
   * @return a limit
   * @throws IllegalArgumentException if the rate is out of its range
   */
  public static RateLimit perSecond(double permitsPerSecond) {
    return new RateLimit(
        permitsPerSecond, (int) Math.max(1, Math.ceil(requireRate(permitsPerSecond) / 10)));
  }

  /**
   * Changes how many may go out at once.
   *
   * @param burst at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public RateLimit withBurst(int burst) {
    return new RateLimit(permitsPerSecond, burst);
  }
}

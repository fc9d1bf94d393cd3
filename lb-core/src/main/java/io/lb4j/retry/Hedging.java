package io.lb4j.retry;

import io.lb4j.time.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a call that has no answer yet is made a second time, elsewhere, while the first attempt goes
 * on. The first good answer wins; the other attempt is cancelled and says nothing about its
 * endpoint but that it took at least so long.
 *
 * <p>For idempotent calls only, and only where tails are long because single endpoints hesitate. Do
 * not use it where the service as a whole is slow: the hedges are then what it needs least. They
 * spend the same budget as retries, which bounds the harm.
 *
 * <p>The delay is the observed quantile of all the service's answers rather than of the endpoint's
 * own: an endpoint that has become slow would otherwise never be hedged. Source: Dean and Barroso,
 * "The Tail at Scale" (2013).
 */
public final class Hedging {

  /** Of 1000 requests at most 20 more: later is better than more load. */
  private static final double DEFAULT_QUANTILE = 0.98;

  private final double quantile;
  private final @Nullable Duration delay;

  private Hedging(double quantile, @Nullable Duration delay) {
    this.quantile = quantile;
    this.delay = delay;
  }

  /**
   * Hedges when an attempt takes longer than 98 % of the successful ones lately.
   *
   * @return hedging at the observed p98; nothing is hedged before a hundred answers
   */
  public static Hedging atP98() {
    return atQuantile(DEFAULT_QUANTILE);
  }

  /**
   * Hedges when an attempt takes longer than most successful ones lately.
   *
   * @param quantile 0.5 to 0.999; the rest of the requests is hedged, so 0.95 costs 5 % more
   * @return hedging at this quantile; nothing is hedged before a hundred answers
   * @throws IllegalArgumentException if the quantile is out of its range
   */
  public static Hedging atQuantile(double quantile) {
    if (!(quantile >= 0.5 && quantile <= 0.999)) {
      throw new IllegalArgumentException(
          "quantile is " + quantile + "; it must be between 0.5 and 0.999");
    }
    return new Hedging(quantile, null);
  }

  /**
   * Hedges after a fixed time.
   *
   * @param delay from the start of an attempt; positive
   * @return hedging after this time
   * @throws IllegalArgumentException if the time is not positive
   */
  public static Hedging after(Duration delay) {
    return new Hedging(Double.NaN, Durations.requirePositive("delay", delay));
  }

  /**
   * Returns the fixed delay.
   *
   * @return the delay, or null if it is observed
   */
  public @Nullable Duration delay() {
    return delay;
  }

  /**
   * Returns the quantile of the latencies after which an attempt is hedged.
   *
   * @return 0.5 to 0.999, or NaN if the delay is fixed
   */
  public double quantile() {
    return quantile;
  }

  @Override
  public String toString() {
    return delay != null
        ? "Hedging[after " + Durations.text(delay) + "]"
        : "Hedging[at " + quantile + "]";
  }
}

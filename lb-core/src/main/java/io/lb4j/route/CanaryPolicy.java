package io.lb4j.route;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How a {@link Canary} is ramped up, and what it is forgiven. Immutable and thread-safe.
 *
 * @param steps the canary's share in percent, rising, the last one 100
 * @param stepDuration how long each step lasts at least
 * @param errorMargin how much higher the canary's share of failures may be, as a fraction: at 0.01
 *     a baseline with 2 % allows 3 %
 * @param latencyFactor how many times the baseline's p99 the canary's may be; rounded up to what
 *     latencies are counted to, an eighth of an octave: 1.5 is 1.54
 * @param falseAlarms the probability that a canary that keeps within the margins is found worse in
 *     the whole ramp
 * @param minRequests how many of the canary's requests a step needs before the next, or 0 for so
 *     many as it takes, about, to find failures of three times the margin: 1 133 by default
 * @param onWorse what happens to a canary that is worse
 */
public record CanaryPolicy(
    List<Double> steps,
    Duration stepDuration,
    double errorMargin,
    double latencyFactor,
    double falseAlarms,
    long minRequests,
    Action onWorse) {

  /** What happens to a canary that is worse. */
  public enum Action {
    /** It gets no more requests. */
    ROLL_BACK,
    /** It keeps its share until somebody decides. */
    HOLD
  }

  private static final CanaryPolicy DEFAULTS =
      new CanaryPolicy(
          List.of(1.0, 10.0, 50.0, 100.0),
          Duration.ofMinutes(5),
          0.01,
          1.5,
          0.01,
          0,
          Action.ROLL_BACK);

  /**
   * Checks the values.
   *
   * @param steps {@link #steps()}
   * @param stepDuration {@link #stepDuration()}
   * @param errorMargin {@link #errorMargin()}
   * @param latencyFactor {@link #latencyFactor()}
   * @param falseAlarms {@link #falseAlarms()}
   * @param minRequests {@link #minRequests()}
   * @param onWorse {@link #onWorse()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public CanaryPolicy {
    steps = List.copyOf(steps);
    double before = 0;
    for (double step : steps) {
      if (!(step > before && step <= 100)) {
        throw new IllegalArgumentException(
            "steps are " + steps + "; they must rise, from above 0 to 100 percent");
      }
      before = step;
    }
    if (before != 100) {
      throw new IllegalArgumentException("steps are " + steps + "; the last one must be 100");
    }
    Durations.requirePositive("stepDuration", stepDuration);
    requireWithin("errorMargin", errorMargin, 1e-4, 0.3);
    requireWithin("latencyFactor", latencyFactor, 1, 1e6);
    requireWithin("falseAlarms", falseAlarms, 1e-12, 0.5);
    if (minRequests < 0) {
      throw new IllegalArgumentException(
          "minRequests is "
              + minRequests
              + "; it must be positive, or 0 for what the margin needs");
    }
  }

  private static void requireWithin(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be " + least + " to " + most);
    }
  }

  /**
   * Returns the defaults: 1, 10, 50 and 100 %, five minutes each; rolled back if its failures are
   * more than a percentage point above the baseline's or its p99 above one and a half times; one
   * ramp in a hundred is stopped for nothing.
   *
   * @return the defaults
   */
  public static CanaryPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Changes the steps.
   *
   * @param stepDuration how long each lasts at least
   * @param percents the canary's share, rising, the last one 100
   * @return a changed copy
   * @throws IllegalArgumentException if they do not rise to 100
   */
  public CanaryPolicy withSteps(Duration stepDuration, double... percents) {
    return new CanaryPolicy(
        DoubleStream.of(percents).boxed().toList(),
        stepDuration,
        errorMargin,
        latencyFactor,
        falseAlarms,
        minRequests,
        onWorse);
  }

  /**
   * Changes what the canary is forgiven.
   *
   * @param errorMargin {@link #errorMargin()}
   * @param latencyFactor {@link #latencyFactor()}
   * @return a changed copy
   * @throws IllegalArgumentException if a value is out of its range
   */
  public CanaryPolicy withMargins(double errorMargin, double latencyFactor) {
    return new CanaryPolicy(
        steps, stepDuration, errorMargin, latencyFactor, falseAlarms, minRequests, onWorse);
  }

  /**
   * Changes how often a canary is stopped for nothing.
   *
   * @param falseAlarms {@link #falseAlarms()}
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public CanaryPolicy withFalseAlarms(double falseAlarms) {
    return new CanaryPolicy(
        steps, stepDuration, errorMargin, latencyFactor, falseAlarms, minRequests, onWorse);
  }

  /**
   * Changes how many requests a step needs.
   *
   * @param minRequests {@link #minRequests()}
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public CanaryPolicy withMinRequests(long minRequests) {
    return new CanaryPolicy(
        steps, stepDuration, errorMargin, latencyFactor, falseAlarms, minRequests, onWorse);
  }

  /**
   * Changes what happens to a canary that is worse.
   *
   * @param onWorse {@link #onWorse()}
   * @return a changed copy
   */
  public CanaryPolicy withActionWhenWorse(Action onWorse) {
    return new CanaryPolicy(
        steps, stepDuration, errorMargin, latencyFactor, falseAlarms, minRequests, onWorse);
  }
}

package io.lb4j.simulator.server;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How a quantity varies: the service time of a request in nanoseconds, the time between two pauses,
 * a speed. Samples are never negative. Immutable.
 */
public sealed interface Distribution {

  /**
   * Draws a value.
   *
   * @param random where chance comes from
   * @return finite and not negative
   */
  double sample(RandomGenerator random);

  /**
   * Returns the expected value.
   *
   * @return not negative; infinite for a Pareto of shape 1 or less
   */
  double mean();

  /**
   * Always the same.
   *
   * @param value the value
   */
  record Constant(double value) implements Distribution {
    @Override
    public double sample(RandomGenerator random) {
      return value;
    }

    @Override
    public double mean() {
      return value;
    }
  }

  /**
   * Anything between two values alike.
   *
   * @param from the smallest value
   * @param to the largest value
   */
  record Uniform(double from, double to) implements Distribution {

    /**
     * Checks the order.
     *
     * @param from {@link #from()}
     * @param to {@link #to()}
     * @throws IllegalArgumentException if the smallest is above the largest
     */
    public Uniform {
      if (from > to) {
        throw new IllegalArgumentException(
            "a uniform distribution goes from the smaller value to the larger");
      }
    }

    @Override
    public double sample(RandomGenerator random) {
      return from + (to - from) * random.nextDouble();
    }

    @Override
    public double mean() {
      return (from + to) / 2;
    }
  }

  /**
   * Memoryless.
   *
   * @param mean the expected value
   */
  record Exponential(double mean) implements Distribution {
    @Override
    public double sample(RandomGenerator random) {
      return mean * random.nextExponential();
    }
  }

  /**
   * The bell curve; negative samples count as 0.
   *
   * @param mean the expected value
   * @param deviation the standard deviation
   */
  record Normal(double mean, double deviation) implements Distribution {
    @Override
    public double sample(RandomGenerator random) {
      return Math.max(0, mean + deviation * random.nextGaussian());
    }
  }

  /**
   * Log-normal, as most measured latencies.
   *
   * @param median half of the samples are below
   * @param sigma the standard deviation of the logarithm; 1 puts p99 at ten times the median
   */
  record LogNormal(double median, double sigma) implements Distribution {
    @Override
    public double sample(RandomGenerator random) {
      return median * StrictMath.exp(sigma * random.nextGaussian());
    }

    @Override
    public double mean() {
      return median * StrictMath.exp(sigma * sigma / 2);
    }
  }

  /**
   * Pareto, whose tail is a power law.
   *
   * @param least the smallest value
   * @param shape the exponent of the tail; 2 and less have no finite variance
   */
  record Pareto(double least, double shape) implements Distribution {

    /**
     * Checks the shape.
     *
     * @param least {@link #least()}
     * @param shape {@link #shape()}
     * @throws IllegalArgumentException if the shape is not positive
     */
    public Pareto {
      if (!(shape > 0)) {
        throw new IllegalArgumentException(
            "the shape of a Pareto is " + shape + "; it must be above 0");
      }
    }

    @Override
    public double sample(RandomGenerator random) {
      return least * StrictMath.exp(random.nextExponential() / shape);
    }

    @Override
    public double mean() {
      return shape <= 1 ? Double.POSITIVE_INFINITY : least * shape / (shape - 1);
    }
  }

  /**
   * Mostly one distribution, sometimes another: cache hits and misses, reads and scans.
   *
   * @param usual most samples
   * @param rare the others
   * @param rareShare how many are rare, 0 to 1
   */
  record Bimodal(Distribution usual, Distribution rare, double rareShare) implements Distribution {
    @Override
    public double sample(RandomGenerator random) {
      return (random.nextDouble() < rareShare ? rare : usual).sample(random);
    }

    @Override
    public double mean() {
      return (1 - rareShare) * usual.mean() + rareShare * rare.mean();
    }
  }

  /** Measured values, each as likely as the others. */
  final class Empirical implements Distribution {

    private final double[] values;

    /**
     * Keeps a copy of the values.
     *
     * @param values not empty; finite and not negative
     */
    public Empirical(double[] values) {
      this.values = values.clone();
    }

    @Override
    public double sample(RandomGenerator random) {
      return values[random.nextInt(values.length)];
    }

    @Override
    public double mean() {
      return Arrays.stream(values).average().orElse(0);
    }

    @Override
    public String toString() {
      return "empirical of " + values.length + " values";
    }
  }
}

package io.lb4j.zone;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What part of a priority's traffic each of several places gets, in ten-thousandths that add up to
 * exactly 10 000. Immutable.
 */
public final class LocalityShares {

  /** All of the traffic. */
  public static final int WHOLE = 10_000;

  private final int[] parts;

  private LocalityShares(int[] parts) {
    this.parts = parts;
  }

  /**
   * Divides in proportion. What rounding down leaves goes to the largest remainders.
   *
   * @param weights one per place; not negative, finite, and not all 0
   * @return a part for each, in the same order
   * @throws IllegalArgumentException if a weight is out of its range, or all are 0
   */
  static LocalityShares inProportion(double... weights) {
    double largest = 0;
    for (double weight : weights) {
      if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "a weight is " + weight + "; it must be finite and not negative");
      }
      largest = Math.max(largest, weight);
    }
    if (largest == 0) {
      throw new IllegalArgumentException("all weights are 0; there is nobody to give traffic to");
    }
    // Scaled first: the sum of the weights as they are may overflow.
    double scale = largest;
    double sum = Arrays.stream(weights).map(weight -> weight / scale).sum();
    int[] parts = new int[weights.length];
    double[] remainders = new double[weights.length];
    int left = WHOLE;
    for (int i = 0; i < parts.length; i++) {
      double exact = WHOLE * (weights[i] / scale) / sum;
      // 0.7 of the whole must not become 6 999 because it cannot be written exactly.
      parts[i] = (int) (exact + 1e-9);
      remainders[i] = exact - parts[i];
      left -= parts[i];
    }
    int[] byRemainder =
        IntStream.range(0, parts.length)
            .boxed()
            .sorted((a, b) -> Double.compare(remainders[b], remainders[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < left; i++) {
      parts[byRemainder[i]]++;
    }
    return new LocalityShares(parts);
  }

  /**
   * Returns what a place gets.
   *
   * @param index its index in the list that was divided
   * @return 0 to {@link #WHOLE}
   */
  public int part(int index) {
    return parts[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LocalityShares that && Arrays.equals(parts, that.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(parts);
  }

  @Override
  public String toString() {
    return Arrays.toString(parts);
  }
}

package io.lb4j.select;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A weighted cycle that needs no precomputed order, so that it is cheap to make anew when weights
 * change: round robin in which the lighter ones sit rounds out, evenly spread.
 *
 * <p>Source: gRPC's static stride scheduler (gRFC A58). Safe for concurrent use; O(1) memory beside
 * two bytes per weight.
 */
final class StaticStride {

  private static final int FULL = 0xFFFF;
  // Staggers the rounds in which neighbours sit out.
  private static final int STAGGER = FULL / 2;

  private static final double MAX_RATIO = 10;
  private static final double MIN_RATIO = 0.1;

  /** Bounds how many rounds a pick may have to skip when nearly all are held back. */
  private static final int LEAST = FULL / 1000;

  private final char[] weights;
  private final AtomicLong cursor;

  private StaticStride(char[] weights, AtomicLong cursor) {
    this.weights = weights;
    this.cursor = cursor;
  }

  /**
   * Makes a schedule.
   *
   * @param weights in any unit; not positive means unknown and counts as the mean of the known
   * @param cursor where to go on; a 63-bit count that schedules may share
   */
  static StaticStride of(double[] weights, AtomicLong cursor) {
    return new StaticStride(scale(weights), cursor);
  }

  /**
   * Makes a schedule in which some get less than their weight says.
   *
   * @param shares what each gets of its normal turns, from 0 to 1. Not clamped to the mean as
   *     weights are, but to a thousandth of the largest
   */
  static StaticStride of(double[] weights, double[] shares, AtomicLong cursor) {
    char[] scaled = scale(weights);
    double largest = 0;
    for (int i = 0; i < scaled.length; i++) {
      largest = Math.max(largest, scaled[i] * shares[i]);
    }
    for (int i = 0; i < scaled.length; i++) {
      // One of full weight must remain: it takes a turn in every round.
      double share = largest == 0 ? 1 : scaled[i] * shares[i] / largest;
      scaled[i] = (char) Math.max(LEAST, Math.round(share * FULL));
    }
    return new StaticStride(scaled, cursor);
  }

  private static char[] scale(double[] weights) {
    double largest = 0;
    int known = 0;
    for (double weight : weights) {
      if (weight > 0) {
        known++;
        largest = Math.max(largest, weight);
      }
    }
    char[] scaled = new char[weights.length];
    if (known < 2) {
      Arrays.fill(scaled, (char) FULL);
      return scaled;
    }
    // By the largest first, or the sum may overflow.
    double mean = 0;
    for (double weight : weights) {
      mean += weight > 0 ? weight / largest / known : 0;
    }
    double cap = Math.min(1, MAX_RATIO * mean);
    long least = (long) Math.ceil(FULL / cap * mean * MIN_RATIO);
    for (int i = 0; i < weights.length; i++) {
      double capped = weights[i] > 0 ? Math.min(cap, weights[i] / largest) : mean;
      scaled[i] = (char) Math.max(least, Math.round(FULL / cap * capped));
    }
    return scaled;
  }

  int next() {
    while (true) {
      long sequence = cursor.getAndIncrement();
      long round = sequence / weights.length;
      int index = (int) (sequence - round * weights.length);
      int weight = weights[index];
      if ((weight * round + (long) STAGGER * index) % FULL >= FULL - weight) {
        return index;
      }
    }
  }

  int scaledWeight(int index) {
    return weights[index];
  }

  AtomicLong cursor() {
    return cursor;
  }
}

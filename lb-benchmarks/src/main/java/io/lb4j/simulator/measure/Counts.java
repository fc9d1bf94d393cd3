package io.lb4j.simulator.measure;

import java.util.Arrays;

/** A row of whole numbers that never changes: one per interval, or one per server. */
public final class Counts {

  private final int[] values;

  private Counts(int[] values) {
    this.values = values;
  }

  static Counts copyOf(int[] values, int length) {
    return new Counts(Arrays.copyOf(values, length));
  }

  /**
   * Returns how many numbers there are.
   *
   * @return not negative
   */
  public int size() {
    return values.length;
  }

  /**
   * Returns a number.
   *
   * @param index where; one beyond the end, such as a server that did not exist yet, counts 0
   * @return the number there
   */
  public int get(int index) {
    return index < values.length ? values[index] : 0;
  }

  /**
   * Returns the sum.
   *
   * @return of all numbers
   */
  public long sum() {
    long sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}

package io.lb4j.hash;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Names and yardsticks for the tests of placements. */
final class Placements {

  private Placements() {}

  /** {@code 10.0.0.1:8080}, {@code 10.0.0.2:8080} and so on. */
  static String[] names(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> "10.0." + i / 250 + "." + (1 + i % 250) + ":8080")
        .toArray(String[]::new);
  }

  static String[] ports(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(port -> "127.0.0.1:" + port)
        .toArray(String[]::new);
  }

  static double[] ones(int size) {
    double[] weights = new double[size];
    Arrays.fill(weights, 1);
    return weights;
  }

  static String[] without(String[] names, int index) {
    return IntStream.range(0, names.length)
        .filter(i -> i != index)
        .mapToObj(i -> names[i])
        .toArray(String[]::new);
  }

  static double[] without(double[] weights, int index) {
    return IntStream.range(0, weights.length)
        .filter(i -> i != index)
        .mapToDouble(i -> weights[i])
        .toArray();
  }

  static long[] hashes(int count) {
    return new Random(20_260_101).longs(count).toArray();
  }

  /** How much of the keys moves when one member goes, averaged over every member that can go. */
  static double moved(int size, int keys, PlacementOfNames placement) {
    String[] names = names(size);
    IntUnaryOperator before = placement.of(names);
    long moved = 0;
    for (int gone = 0; gone < size; gone++) {
      String[] rest = without(names, gone);
      IntUnaryOperator after = placement.of(rest);
      for (int key = 0; key < keys; key++) {
        moved += names[before.applyAsInt(key)].equals(rest[after.applyAsInt(key)]) ? 0 : 1;
      }
    }
    return moved / (double) keys / size;
  }

  /** From members to where the n-th key goes. */
  interface PlacementOfNames {
    IntUnaryOperator of(String[] names);
  }
}

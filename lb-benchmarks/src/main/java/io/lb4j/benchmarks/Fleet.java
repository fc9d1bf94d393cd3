package io.lb4j.benchmarks;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets of endpoints that differ by one in their midst.
 *
 * @param all every endpoint
 * @param without all but the one in the middle
 * @param reweighted all, the one in the middle with the weight of its neighbour
 */
record Fleet(
    List<Endpoint<Integer>> all,
    List<Endpoint<Integer>> without,
    List<Endpoint<Integer>> reweighted) {

  /**
   * Makes endpoints.
   *
   * @param size how many, at least 4
   * @param weights {@code equal}, {@code mixed} (1, 2, 3 in turn) or {@code distinct} (1 to n)
   */
  static Fleet of(int size, String weights) {
    List<Endpoint<Integer>> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(endpoint(i, weight(i, weights)));
    }
    int middle = size / 2;
    List<Endpoint<Integer>> without = new ArrayList<>(all);
    without.remove(middle);
    List<Endpoint<Integer>> reweighted = new ArrayList<>(all);
    // Where all are equal, one that differs would change the kind of table.
    reweighted.set(middle, endpoint(middle, all.get(middle - 1).weight()));
    return new Fleet(List.copyOf(all), List.copyOf(without), List.copyOf(reweighted));
  }

  /** The one whose absence or weight makes the difference. */
  String changing() {
    return all.get(all.size() / 2).id();
  }

  private static Endpoint<Integer> endpoint(int number, double weight) {
    return Endpoint.builder(id(number), number).weight(weight).build();
  }

  private static String id(int number) {
    return "10." + (number >> 16) + "." + ((number >> 8) & 0xff) + "." + (number & 0xff) + ":8080";
  }

  private static double weight(int number, String weights) {
    return switch (weights) {
      case "equal" -> 1;
      case "mixed" -> 1 + number % 3;
      case "distinct" -> 1 + number;
      default -> throw new IllegalArgumentException("no weights " + weights);
    };
  }
}

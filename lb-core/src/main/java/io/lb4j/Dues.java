package io.lb4j;

import java.util.Collection;

/**
 * What part of the traffic the weights make one expect for each member, if all were well.
 *
 * @param weightless whether all weights are 0, so that they do not count
 * @param largest the largest weight
 * @param sum all weights in multiples of the largest
 */
record Dues(boolean weightless, double largest, double sum) {

  static <T> Dues of(PickTable<T> table) {
    Collection<EndpointState<T>> members = table.members().values();
    double largest = 0;
    for (EndpointState<T> state : members) {
      largest = Math.max(largest, weight(state, table.weightless()));
    }
    // Scaled by the largest first: a sum of the weights as they are may overflow.
    double sum = 0;
    for (EndpointState<T> state : members) {
      sum += largest == 0 ? 0 : weight(state, table.weightless()) / largest;
    }
    return new Dues(table.weightless(), largest, sum);
  }

  double of(EndpointState<?> state) {
    return largest == 0 ? 0 : weight(state, weightless) / largest / sum;
  }

  private static double weight(EndpointState<?> state, boolean weightless) {
    if (!state.standing().isAvailable()) {
      return 0;
    }
    return weightless ? 1 : state.endpoint().weight();
  }
}

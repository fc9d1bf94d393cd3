package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Candidates as a placement sees them: distinct hash keys and their weights. Candidates that share
 * a hash key share one place, and the one with the smallest id serves it, whatever their order.
 */
final class HashedMembers {

  private final String[] keys;
  private final double[] weights;
  // Null while every candidate has a place of its own.
  private final int @Nullable [] candidates;

  private HashedMembers(String[] keys, double[] weights, int @Nullable [] candidates) {
    this.keys = keys;
    this.weights = weights;
    this.candidates = candidates;
  }

  static HashedMembers of(Candidates candidates) {
    int size = candidates.size();
    String[] keys = new String[size];
    double[] weights = new double[size];
    boolean named = false;
    for (int i = 0; i < size; i++) {
      Endpoint<?> endpoint = candidates.endpoint(i);
      String name = endpoint.metadata().get(SelectionPolicies.HASH_KEY_METADATA);
      named |= name != null;
      keys[i] = name == null ? endpoint.id() : name;
      // Zero only if all are, and then they are equal.
      weights[i] = endpoint.weight() == 0 ? 1 : endpoint.weight();
    }
    // Ids are distinct by themselves.
    return named ? distinct(candidates, keys, weights) : new HashedMembers(keys, weights, null);
  }

  private static HashedMembers distinct(Candidates candidates, String[] keys, double[] weights) {
    Map<String, Integer> places = new HashMap<>(keys.length * 2);
    int[] owners = new int[keys.length];
    int size = 0;
    for (int i = 0; i < keys.length; i++) {
      Integer place = places.putIfAbsent(keys[i], size);
      if (place == null) {
        owners[size++] = i;
      } else if (candidates.endpoint(i).id().compareTo(candidates.endpoint(owners[place]).id())
          < 0) {
        owners[place] = i;
      }
    }
    String[] distinctKeys = new String[size];
    double[] distinctWeights = new double[size];
    for (int place = 0; place < size; place++) {
      distinctKeys[place] = keys[owners[place]];
      distinctWeights[place] = weights[owners[place]];
    }
    return new HashedMembers(distinctKeys, distinctWeights, Arrays.copyOf(owners, size));
  }

  /** The array itself: placements copy what they keep. */
  String[] keys() {
    return keys;
  }

  /** As configured, not relative: some placements count in whole weights. */
  double[] weights() {
    return weights;
  }

  int size() {
    return keys.length;
  }

  /** The candidate that serves a place. */
  int candidate(int place) {
    return candidates == null ? place : candidates[place];
  }

  boolean sameAs(HashedMembers other) {
    return Arrays.equals(keys, other.keys)
        && Arrays.equals(weights, other.weights)
        && Arrays.equals(candidates, other.candidates);
  }
}

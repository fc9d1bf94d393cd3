package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints as a placement sees them: distinct hash keys and their weights. Endpoints that share a
 * hash key share one place, and the one with the smallest id serves it, whatever their order.
 */
final class HashedMembers {

  /** Who serves a place whose endpoint takes no traffic now. */
  static final int NOBODY = -1;

  private final String[] keys;
  private final double[] weights;
  // Null while place and candidate are the same number.
  private final int @Nullable [] candidates;

  private HashedMembers(String[] keys, double[] weights, int @Nullable [] candidates) {
    this.keys = keys;
    this.weights = weights;
    this.candidates = candidates;
  }

  /** Places for those that take traffic now. */
  static HashedMembers of(Candidates candidates) {
    List<Endpoint<?>> endpoints = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      endpoints.add(candidates.endpoint(i));
    }
    return of(endpoints, null);
  }

  /** Places for all members, so that their numbers do not change while one takes no traffic. */
  static HashedMembers ofAll(Candidates candidates) {
    List<Endpoint<?>> endpoints = candidates.members();
    if (endpoints.stream().anyMatch(endpoint -> endpoint.weight() > 0)) {
      endpoints.removeIf(endpoint -> endpoint.weight() == 0);
    }
    if (endpoints.size() == candidates.size()) {
      return of(endpoints, null);
    }
    Map<String, Integer> indices = new HashMap<>(candidates.size() * 2);
    for (int i = 0; i < candidates.size(); i++) {
      indices.put(candidates.endpoint(i).id(), i);
    }
    int[] serving = new int[endpoints.size()];
    for (int i = 0; i < serving.length; i++) {
      serving[i] = indices.getOrDefault(endpoints.get(i).id(), NOBODY);
    }
    return of(endpoints, serving);
  }

  private static HashedMembers of(List<Endpoint<?>> endpoints, int @Nullable [] candidates) {
    int size = endpoints.size();
    String[] keys = new String[size];
    double[] weights = new double[size];
    boolean named = false;
    for (int i = 0; i < size; i++) {
      Endpoint<?> endpoint = endpoints.get(i);
      String name = endpoint.metadata().get(SelectionPolicies.HASH_KEY_METADATA);
      named |= name != null;
      keys[i] = name == null ? endpoint.id() : name;
      // Zero only if all are, and then they are equal.
      weights[i] = endpoint.weight() == 0 ? 1 : endpoint.weight();
    }
    // Ids are distinct by themselves.
    return named
        ? distinct(endpoints, keys, weights, candidates)
        : new HashedMembers(keys, weights, candidates);
  }

  private static HashedMembers distinct(
      List<Endpoint<?>> endpoints, String[] keys, double[] weights, int @Nullable [] candidates) {
    Map<String, Integer> places = new HashMap<>(keys.length * 2);
    int[] owners = new int[keys.length];
    int size = 0;
    for (int i = 0; i < keys.length; i++) {
      Integer place = places.putIfAbsent(keys[i], size);
      if (place == null) {
        owners[size++] = i;
      } else if (comesBefore(i, owners[place], endpoints, candidates)) {
        owners[place] = i;
      }
    }
    String[] distinctKeys = new String[size];
    double[] distinctWeights = new double[size];
    int[] serving = new int[size];
    for (int place = 0; place < size; place++) {
      int owner = owners[place];
      distinctKeys[place] = keys[owner];
      distinctWeights[place] = weights[owner];
      serving[place] = candidates == null ? owner : candidates[owner];
    }
    return new HashedMembers(distinctKeys, distinctWeights, serving);
  }

  /** One that takes traffic before one that does not, then by id. */
  private static boolean comesBefore(
      int one, int other, List<Endpoint<?>> endpoints, int @Nullable [] candidates) {
    if (candidates != null && (candidates[one] == NOBODY) != (candidates[other] == NOBODY)) {
      return candidates[other] == NOBODY;
    }
    return endpoints.get(one).id().compareTo(endpoints.get(other).id()) < 0;
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

  /** The candidate that serves a place, or {@link #NOBODY}. */
  int candidate(int place) {
    return candidates == null ? place : candidates[place];
  }

  boolean sameAs(HashedMembers other) {
    return Arrays.equals(keys, other.keys)
        && Arrays.equals(weights, other.weights)
        && Arrays.equals(candidates, other.candidates);
  }
}

package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.zone.SubsetPolicy;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles the table of each subset, with the same compiler as before, so that cursors and panic
 * carry on. Who is in which subset is found out anew only when endpoints change. Guarded by the
 * control loop's lock.
 */
final class SubsetCompiler<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  private final String balancer;
  private final SubsetPolicy policy;
  private final Supplier<TableCompiler<T>> newCompiler;
  private final Map<Map<String, String>, TableCompiler<T>> compilers = new HashMap<>();
  private Map<String, EndpointState<T>> divided = Map.of();
  private Map<Map<String, String>, Map<String, EndpointState<T>>> subsets = Map.of();
  private boolean complete = true;

  private SubsetCompiler(
      String balancer, SubsetPolicy policy, Supplier<TableCompiler<T>> newCompiler) {
    this.balancer = balancer;
    this.policy = policy;
    this.newCompiler = newCompiler;
  }

  /** Returns null if no labels are declared. */
  static <T> @Nullable SubsetCompiler<T> of(
      Settings settings, Supplier<TableCompiler<T>> newCompiler) {
    SubsetPolicy policy = settings.subsets();
    return policy == null ? null : new SubsetCompiler<>(settings.name(), policy, newCompiler);
  }

  Subsets<T> compile(Map<String, EndpointState<T>> members, long nowNanos) {
    // A map of members is replaced, never changed, and with it all that endpoints are labelled by.
    if (members != divided) {
      divide(members);
    }
    Map<Map<String, String>, PickTable<T>> tables = new LinkedHashMap<>();
    subsets.forEach(
        (labels, some) ->
            tables.put(
                labels,
                compilers
                    .computeIfAbsent(labels, any -> newCompiler.get())
                    .compile(some, false, nowNanos)));
    return new Subsets<>(policy, Collections.unmodifiableMap(tables), complete);
  }

  /** Whether a new table is owed although no endpoint has changed. */
  boolean isOutdated(long nowNanos) {
    return compilers.values().stream().anyMatch(compiler -> compiler.isOutdated(nowNanos));
  }

  private void divide(Map<String, EndpointState<T>> members) {
    boolean allBefore = complete;
    divided = members;
    subsets = new LinkedHashMap<>();
    complete = true;
    if (!policy.defaultSubset().isEmpty()) {
      // First, so that it is there whatever the limit is.
      for (EndpointState<T> state : members.values()) {
        if (labels(state.endpoint(), policy.defaultSubset().keySet())
            .equals(policy.defaultSubset())) {
          add(state, policy.defaultSubset());
        }
      }
    }
    for (Set<String> names : policy.selectors()) {
      for (EndpointState<T> state : members.values()) {
        Map<String, String> labels = labels(state.endpoint(), names);
        if (labels.size() == names.size()) {
          add(state, labels);
        }
      }
    }
    compilers.keySet().retainAll(subsets.keySet());
    if (allBefore && !complete) {
      LOG.warn(
          "lb4j {}: the labels {} have more values than the {} subsets that are allowed; requests"
              + " for the others are picked from all endpoints",
          balancer,
          policy.selectors(),
          policy.maxSubsets());
    }
  }

  private void add(EndpointState<T> state, Map<String, String> labels) {
    Map<String, EndpointState<T>> subset = subsets.get(labels);
    if (subset == null) {
      if (subsets.size() == policy.maxSubsets()) {
        complete = false;
        return;
      }
      subset = new LinkedHashMap<>();
      subsets.put(labels, subset);
    }
    subset.put(state.id(), state);
  }

  /** Those of some labels that an endpoint has. */
  private static Map<String, String> labels(Endpoint<?> endpoint, Set<String> names) {
    Map<String, String> labels = new HashMap<>();
    for (String name : names) {
      String value = endpoint.metadata().get(name);
      if (value != null) {
        labels.put(name, value);
      }
    }
    return Map.copyOf(labels);
  }
}

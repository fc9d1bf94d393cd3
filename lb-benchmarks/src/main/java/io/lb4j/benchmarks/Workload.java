package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.benchmarks.floor.Floor;
import io.lb4j.benchmarks.floor.FloorKey;
import io.lb4j.benchmarks.floor.FloorLoad;
import io.lb4j.benchmarks.floor.Floors;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a policy is measured with, the same on both sides: endpoints, weights where the policy is
 * about weights, keys where it is about keys, and outcomes that tell what it asks for.
 *
 * @param policy by the name of its factory method
 * @param weighted whether weights are 1, 2, 3, 1, 2, 3 and so on instead of 1
 * @param n how many endpoints
 */
record Workload(String policy, boolean weighted, int n) {

  /** Marks the weighted case of a policy that takes weights, but is not about them. */
  static final String WEIGHTED = ":weighted";

  /** A power of two, so that threads go round them by a mask. */
  static final int KEYS = 1024;

  private static final Set<String> BY_WEIGHT =
      Set.of(
          "weightedRandom",
          "smoothWeightedRoundRobin",
          "earliestDeadlineFirst",
          "staticStride",
          "reportedLoad",
          "weightedLeastRequests",
          "leastConnections");

  private static final Set<String> BY_HASH =
      Set.of("ringHash", "maglev", "rendezvousHash", "jumpHash", "moduloHash", "boundedLoad");

  private static final Set<String> BY_TEXT = Set.of("nginxConsistentHash", "libmemcachedKetama");

  private static final FloorLoad LOAD = new FloorLoad(1000, 100);

  static Workload of(String name, int n) {
    boolean marked = name.endsWith(WEIGHTED);
    String policy = marked ? name.substring(0, name.length() - WEIGHTED.length()) : name;
    return new Workload(policy, marked || BY_WEIGHT.contains(policy), n);
  }

  Balancer<Object> balancer() {
    String[] names = names();
    double[] weights = weights();
    List<Endpoint<Object>> endpoints =
        IntStream.range(0, n).mapToObj(i -> endpoint(names[i], weights[i])).toList();
    return Balancer.builder("benchmark").policy(Policies.of(policy)).endpoints(endpoints).build();
  }

  private Endpoint<Object> endpoint(String name, double weight) {
    Endpoint.Builder<Object> endpoint = Endpoint.<Object>builder(name, name).weight(weight);
    return (policy.equals("firstAvailable") ? endpoint.maxConcurrency(LOAD.limit()) : endpoint)
        .build();
  }

  Floor floor() {
    return Floors.of(policy, names(), weights(), LOAD);
  }

  private String[] names() {
    return IntStream.range(0, n).mapToObj(i -> "host-" + i).toArray(String[]::new);
  }

  private double[] weights() {
    return IntStream.range(0, n).mapToDouble(i -> weighted ? 1 + i % 3 : 1).toArray();
  }

  SelectionContext[] contexts() {
    return Arrays.stream(keys()).map(this::context).toArray(SelectionContext[]::new);
  }

  private SelectionContext context(FloorKey key) {
    if (BY_HASH.contains(policy)) {
      return SelectionContext.forHash(key.hash());
    }
    return BY_TEXT.contains(policy) || policy.equals("ipHash")
        ? SelectionContext.forKey(key.text())
        : SelectionContext.none();
  }

  FloorKey[] keys() {
    boolean addresses = policy.equals("ipHash");
    return IntStream.range(0, KEYS)
        .mapToObj(i -> addresses ? "10." + i % 251 + "." + i / 4 + ".7" : "customer-" + i)
        .map(FloorKey::of)
        .toArray(FloorKey[]::new);
  }

  Outcome outcome() {
    return switch (policy) {
      case "leastBandwidth" -> Outcome.success().withBytes(LOAD.bytes());
      case "reportedLoad" -> Outcome.success().withLoadReport(report());
      default -> Outcome.success();
    };
  }

  private static LoadReport report() {
    return new LoadReport(0.5, 1000, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }
}

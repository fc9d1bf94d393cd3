package io.lb4j.benchmarks;

import io.lb4j.request.LoadReport;
import io.lb4j.select.LoadMetrics;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The policies measured, by the name of their factory method; the default one first. */
final class Policies {

  private static final Map<String, Supplier<SelectionPolicy>> FACTORIES = factories();

  /** All of them. */
  static final List<String> ALL = List.copyOf(FACTORIES.keySet());

  /** Take weights, but are not about them: measured without and with. */
  private static final Set<String> WITH_AND_WITHOUT_WEIGHTS =
      Set.of(
          "peakEwma",
          "powerOfTwoChoices",
          "leastRequests",
          "rendezvousHash",
          "moduloHash",
          "ipHash");

  /** All of them, and some with weights once more. */
  static final List<String> NAMES =
      ALL.stream()
          .flatMap(
              name ->
                  WITH_AND_WITHOUT_WEIGHTS.contains(name)
                      ? Stream.of(name, name + Workload.WEIGHTED)
                      : Stream.of(name))
          .toList();

  private static final CompletionStage<LoadReport> IDLE =
      CompletableFuture.completedStage(
          new LoadReport(Double.NaN, Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN, 1e6));

  private Policies() {}

  static SelectionPolicy of(String name) {
    Supplier<SelectionPolicy> factory = FACTORIES.get(name);
    if (factory == null) {
      throw new IllegalArgumentException("no policy " + name + "; there are " + ALL);
    }
    return factory.get();
  }

  private static Map<String, Supplier<SelectionPolicy>> factories() {
    Map<String, Supplier<SelectionPolicy>> factories = new LinkedHashMap<>();
    factories.put("peakEwma", SelectionPolicies::peakEwma);
    factories.put("powerOfTwoChoices", SelectionPolicies::powerOfTwoChoices);
    factories.put(
        "powerOfChoices", () -> SelectionPolicies.powerOfChoices(3, LoadMetrics.inFlight()));
    factories.put("random", SelectionPolicies::random);
    factories.put("weightedRandom", SelectionPolicies::weightedRandom);
    factories.put("roundRobin", SelectionPolicies::roundRobin);
    factories.put("smoothWeightedRoundRobin", SelectionPolicies::smoothWeightedRoundRobin);
    factories.put("earliestDeadlineFirst", SelectionPolicies::earliestDeadlineFirst);
    factories.put("staticStride", SelectionPolicies::staticStride);
    factories.put("firstAvailable", SelectionPolicies::firstAvailable);
    factories.put("pinUntilError", SelectionPolicies::pinUntilError);
    factories.put("leastRequests", SelectionPolicies::leastRequests);
    factories.put("weightedLeastRequests", () -> SelectionPolicies.weightedLeastRequests(1));
    factories.put("leastConnections", SelectionPolicies::leastConnections);
    factories.put("leastResponseTime", SelectionPolicies::leastResponseTime);
    factories.put("leastBandwidth", SelectionPolicies::leastBandwidth);
    factories.put("c3", SelectionPolicies::c3);
    factories.put("reportedLoad", SelectionPolicies::reportedLoad);
    factories.put("prequal", () -> SelectionPolicies.prequal(endpoint -> IDLE));
    factories.put("ringHash", SelectionPolicies::ringHash);
    factories.put("maglev", SelectionPolicies::maglev);
    factories.put("nginxConsistentHash", SelectionPolicies::nginxConsistentHash);
    factories.put("libmemcachedKetama", SelectionPolicies::libmemcachedKetama);
    factories.put("rendezvousHash", SelectionPolicies::rendezvousHash);
    factories.put("jumpHash", SelectionPolicies::jumpHash);
    factories.put("moduloHash", SelectionPolicies::moduloHash);
    factories.put("ipHash", SelectionPolicies::ipHash);
    factories.put(
        "boundedLoad", () -> SelectionPolicies.boundedLoad(SelectionPolicies.ringHash(), 1.25));
    return factories;
  }
}

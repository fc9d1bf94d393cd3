package io.lb4j.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** The table of what changes of a large set cost, each row as soon as it is known. */
final class RebuildTable {

  /** The balancer alone, and a ring of a hundred points per endpoint. */
  static final List<String> BESIDE_POLICIES = List.of("none", "ringHash1048576");

  private static final String ENDPOINTS = "10000";

  private final Forks forks;
  private final TableOutput out;

  RebuildTable(Forks forks, TableOutput out) {
    this.forks = forks;
    this.out = out;
  }

  void print(Collection<String> policies) throws RunnerException {
    out.head(RebuildRow.MARKDOWN_HEADER, RebuildRow.CSV_HEADER);
    for (String policy : policies) {
      String weights = "mixed";
      out.row(
          new RebuildRow(
              policy,
              change(policy, weights, "member"),
              change(policy, "equal", "member"),
              change(policy, weights, "weight"),
              change(policy, weights, "standing"),
              build("scratch", policy, weights),
              build("first", policy, weights)));
    }
  }

  private Sample change(String policy, String weights, String change) throws RunnerException {
    return only(
        Map.of("policy", policy, "n", ENDPOINTS, "weights", weights, "change", change), "change");
  }

  private Sample build(String benchmark, String policy, String weights) throws RunnerException {
    return only(Map.of("policy", policy, "n", ENDPOINTS, "weights", weights), benchmark);
  }

  private Sample only(Map<String, String> parameters, String benchmark) throws RunnerException {
    return forks.alternate(1, parameters, "RebuildBenchmark." + benchmark).get(0);
  }
}

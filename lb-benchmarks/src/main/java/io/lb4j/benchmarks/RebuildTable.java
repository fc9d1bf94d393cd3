package io.lb4j.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** The table of what changes of a large set cost, each row as soon as it is known. */
final class RebuildTable {

  /** The balancer alone, and a ring of a hundred points per endpoint. */
  static final List<String> BESIDE_POLICIES = List.of("none", "ringHash1048576");

  private static final String ENDPOINTS = "10000";

  private final Forks forks;
  private final PrintStream out;

  RebuildTable(Forks forks, PrintStream out) {
    this.forks = forks;
    this.out = out;
  }

  void print(Collection<String> policies) throws RunnerException {
    out.println();
    out.println(
        "| One of 10 000 changes, ms | Comes or goes | same, equal weights | Other weight |"
            + " Disabled or enabled | kB | All new | All new, first of the process |");
    out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
    for (String policy : policies) {
      String weights = "mixed";
      Sample member = change(policy, weights, "member");
      out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %s | %s | %.0f | %s | %s |%n",
          policy,
          millis(member),
          millis(change(policy, "equal", "member")),
          millis(change(policy, weights, "weight")),
          millis(change(policy, weights, "standing")),
          member.bytes() / 1e3,
          millis(build("scratch", policy, weights)),
          millis(build("first", policy, weights)));
      out.flush();
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

  private static Sample millis(Sample micros) {
    return new Sample(micros.median() / 1e3, micros.spread() / 1e3, micros.bytes());
  }
}

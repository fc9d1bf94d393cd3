package io.lb4j.simulator.report;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The key figures of all runs, as they are committed: a line a run. Immutable. */
record FigureTable(List<KeyFigures> rows) {

  FigureTable {
    rows = List.copyOf(rows);
  }

  static FigureTable parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(KeyFigures.HEAD)) {
      throw new IllegalArgumentException("key figures should begin with: " + KeyFigures.HEAD);
    }
    return new FigureTable(lines.stream().skip(1).map(KeyFigures::parse).toList());
  }

  String text() {
    return rows.stream()
        .map(KeyFigures::line)
        .collect(Collectors.joining("\n", KeyFigures.HEAD + "\n", "\n"));
  }

  /** The seeds of each scenario and policy. */
  long seeds() {
    return rows.stream().mapToLong(KeyFigures::seed).distinct().count();
  }

  /** The policies that met a scenario, in the order of the rows. */
  List<String> policies(String scenario) {
    return rows.stream()
        .filter(row -> row.scenario().equals(scenario))
        .map(KeyFigures::policy)
        .distinct()
        .toList();
  }

  KeyFigures run(String scenario, String policy, long seed) {
    return of(scenario, policy).stream()
        .filter(row -> row.seed() == seed)
        .findFirst()
        .orElseThrow(() -> missing(scenario, policy));
  }

  /** Column by column the median over the seeds; of an even number the lower one of the middle. */
  KeyFigures median(String scenario, String policy) {
    List<KeyFigures> runs = of(scenario, policy);
    if (runs.isEmpty()) {
      throw missing(scenario, policy);
    }
    return new KeyFigures(
        scenario,
        policy,
        0,
        medianFraction(runs, KeyFigures::success),
        medianCount(runs, KeyFigures::p50Nanos),
        medianCount(runs, KeyFigures::p99Nanos),
        medianCount(runs, KeyFigures::p999Nanos),
        medianFraction(runs, KeyFigures::attemptsPerCall),
        medianFraction(runs, KeyFigures::peakLoadRatio),
        medianCount(runs, KeyFigures::ejectionsRight),
        medianCount(runs, KeyFigures::ejectionsWrong),
        medianFraction(runs, KeyFigures::awayShare));
  }

  private List<KeyFigures> of(String scenario, String policy) {
    return rows.stream()
        .filter(row -> row.scenario().equals(scenario) && row.policy().equals(policy))
        .toList();
  }

  private static double medianFraction(List<KeyFigures> runs, ToDoubleFunction<KeyFigures> column) {
    return runs.stream().mapToDouble(column).sorted().toArray()[(runs.size() - 1) / 2];
  }

  private static long medianCount(List<KeyFigures> runs, ToLongFunction<KeyFigures> column) {
    return runs.stream()
        .map(column::applyAsLong)
        .sorted(Comparator.naturalOrder())
        .toList()
        .get((runs.size() - 1) / 2);
  }

  private static IllegalArgumentException missing(String scenario, String policy) {
    return new IllegalArgumentException("no run of " + policy + " in " + scenario);
  }
}

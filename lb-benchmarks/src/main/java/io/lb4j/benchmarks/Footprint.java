package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Heap that a balancer holds per endpoint that was never used, half a minute old: what is left
 * after a full collection with the balancer less what is left without, the endpoints themselves not
 * counted.
 *
 * <p>What the policy's own tables take is what is left less what another balancer holds that makes
 * the same load cells and no picker.
 */
@Command(
    name = "footprint",
    description = {
      "Measures the heap that a balancer holds per endpoint that was never used.",
      "Takes some minutes.",
      ""
    })
final class Footprint implements Callable<Integer> {

  private static final int ENDPOINTS = 10_000;
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

  /** At once, so that their own size stands out from what the process does meanwhile. */
  private static final int BALANCERS = 5;

  @Mixin TableOptions table = new TableOptions();

  @Parameters(
      paramLabel = "POLICY",
      description = "policies, as their factory methods are named; all unless given")
  List<String> policies = new ArrayList<>();

  @Override
  public Integer call() {
    policies.forEach(name -> table.requireKnown("policy", name, Policies.ALL));
    TableOutput out = table.output();
    out.machine();
    out.head(Row.MARKDOWN_HEADER, Row.CSV_HEADER);
    Fleet equal = Fleet.of(ENDPOINTS, "equal");
    Fleet mixed = Fleet.of(ENDPOINTS, "mixed");
    // The first balancer pays for loading classes.
    bytesPerEndpoint(equal.all(), Policies.of(Policies.ALL.get(0)));
    for (String name : policies.isEmpty() ? Policies.ALL : policies) {
      SelectionPolicy policy = Policies.of(name);
      SelectionPolicy cellsOnly = new NoTables(policy);
      double state = bytesPerEndpoint(equal.all(), cellsOnly);
      double stateOfMixed = bytesPerEndpoint(mixed.all(), cellsOnly);
      out.row(
          new Row(
              name,
              state,
              bytesPerEndpoint(equal.all(), policy) - state,
              bytesPerEndpoint(mixed.all(), policy) - stateOfMixed));
    }
    return 0;
  }

  record Row(String policy, double state, double tables, double tablesOfMixed)
      implements TableOutput.Row {

    static final String MARKDOWN_HEADER =
        """
        | Policy | Bytes per unused endpoint: state | tables, equal weights | mixed |
        |---|--:|--:|--:|\
        """;

    static final String CSV_HEADER = "policy,state_bytes,tables_bytes,tables_mixed_weights_bytes";

    @Override
    public String toMarkdown() {
      return String.format(
          Locale.ROOT, "| %s | %.0f | %.0f | %.0f |", policy, state, tables, tablesOfMixed);
    }

    @Override
    public String toCsv() {
      return String.format(Locale.ROOT, "%s,%.1f,%.1f,%.1f", policy, state, tables, tablesOfMixed);
    }
  }

  private static double bytesPerEndpoint(
      List<Endpoint<Integer>> endpoints, SelectionPolicy policy) {
    List<Balancer<Integer>> balancers = new ArrayList<>();
    FakeTicker ticker = new FakeTicker();
    ManualScheduler scheduler = new ManualScheduler(ticker);
    long before = usedBytes();
    for (int i = 0; i < BALANCERS; i++) {
      balancers.add(
          Balancer.<Integer>builder("footprint")
              .policy(policy)
              .endpoints(endpoints)
              .ticker(ticker)
              .scheduler(scheduler)
              .build());
    }
    // Past the first windows of what is watched over time.
    scheduler.advance(HALF_A_MINUTE);
    long after = usedBytes();
    balancers.forEach(Balancer::close);
    return (double) (after - before) / endpoints.size() / BALANCERS;
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

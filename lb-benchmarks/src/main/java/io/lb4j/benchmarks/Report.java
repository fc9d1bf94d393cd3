package io.lb4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Measures the library beside its floors, and OkHttp beside itself, and prints the tables of the
 * documentation, each row as soon as it is known.
 */
@Command(
    name = "report",
    description = {
      "Measures the library beside its floors, and prints the tables of the documentation.",
      "All of it takes some two hours; choose tables, policies and sizes to take less.",
      ""
    },
    footer = {
      "",
      "JMH's options that cut it down:",
      "  -p policy=NAME,…      policies, as their factory methods are named;",
      "                        peakEwma:weighted is one with weights",
      "  -p n=N,…              numbers of endpoints, for select",
      "  -p observed=true      with somebody who wants to know latencies, as metrics do",
      "  -t N                  threads, for select; 1 and 2 unless given",
      "  -f, -wi, -w, -i, -r   forks, warm-up iterations and their time, iterations",
      "                        and their time",
      "",
      "Examples:",
      "  report select -p policy=peakEwma -t 1",
      "  report select --csv -p policy=maglev,ringHash -p n=100"
    })
final class Report implements Callable<Integer> {

  private static final String SELECT = "select";
  private static final String REBUILD = "rebuild";
  private static final String OKHTTP = "okhttp";
  private static final List<String> TABLES = List.of(SELECT, REBUILD, OKHTTP);

  @Mixin TableOptions table = new TableOptions();

  @Parameters(
      paramLabel = "TABLE",
      description =
          "select (selections beside their floors), rebuild (what changes of a large set cost) or"
              + " okhttp (what wrapping adds to a call); all unless given")
  List<String> jmhArguments = new ArrayList<>();

  @Override
  public Integer call() throws RunnerException {
    JmhOptions options = table.jmh(jmhArguments, "policy", "n", "observed");
    List<String> tables = tables(options);
    TableOutput out = table.output();
    out.machine();
    if (tables.contains(SELECT)) {
      out.head(SelectRow.MARKDOWN_HEADER, SelectRow.CSV_HEADER);
      new SelectTable(options, System.err).measure(out::row);
    }
    if (tables.contains(REBUILD)) {
      new RebuildTable(new Forks(options), out)
          .print(options.getParameter("policy").orElse(rebuilt()));
    }
    if (tables.contains(OKHTTP)) {
      okHttp(options, out);
    }
    return 0;
  }

  /** Finds mistakes before hours are spent. */
  private List<String> tables(JmhOptions options) {
    options.names().forEach(name -> table.requireKnown("table", name, TABLES));
    List<String> named = options.names().isEmpty() ? TABLES : options.names();
    if (table.csv && named.size() > 1) {
      if (!options.names().isEmpty()) {
        throw table.wrong("--csv prints one table; say which of " + String.join(", ", named));
      }
      named = List.of(SELECT);
    }
    for (String observed : options.getParameter("observed").orElse(List.of())) {
      table.requireKnown("value of observed", observed, List.of("true", "false"));
    }
    for (String policy : options.getParameter("policy").orElse(List.of())) {
      if (named.contains(SELECT)) {
        table.requireKnown("policy", policy, Policies.NAMES);
      }
      if (named.contains(REBUILD)) {
        table.requireKnown("policy", policy, rebuilt());
      }
    }
    return named;
  }

  private static List<String> rebuilt() {
    List<String> policies = new ArrayList<>(RebuildTable.BESIDE_POLICIES);
    policies.addAll(Policies.ALL);
    return policies;
  }

  private static void okHttp(CommandLineOptions options, TableOutput out) throws RunnerException {
    List<Sample> arms =
        new Forks(options)
            .alternate(
                1,
                Map.of(),
                result -> result.getStatistics().getPercentile(50),
                "OkHttpBenchmark.wrapped",
                "OkHttpBenchmark.bare");
    Sample bare = arms.get(1);
    out.head(OkHttpRow.MARKDOWN_HEADER, OkHttpRow.CSV_HEADER);
    out.row(new OkHttpRow("bare OkHttp", bare, bare));
    out.row(new OkHttpRow("wrapped", arms.get(0), bare));
  }
}

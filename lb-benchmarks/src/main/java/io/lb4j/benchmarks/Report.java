package io.lb4j.benchmarks;

import io.lb4j.simulator.notation.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--csv",
      description = "print one table for programs instead: the one that is named, or select")
  boolean csv;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Parameters(
      paramLabel = "TABLE",
      description =
          "select (selections beside their floors), rebuild (what changes of a large set cost) or"
              + " okhttp (what wrapping adds to a call); all unless given")
  List<String> jmhArguments = new ArrayList<>();

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RunnerException {
    CommandLineOptions options = options();
    List<String> tables = tables(options);
    TableOutput out = new TableOutput(Objects.requireNonNull(spec).commandLine().getOut(), csv);
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

  private CommandLineOptions options() {
    try {
      return new CommandLineOptions(jmhArguments.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Finds mistakes before hours are spent. */
  private List<String> tables(CommandLineOptions options) {
    options.getIncludes().forEach(name -> requireKnown("table", name, TABLES));
    List<String> named = options.getIncludes().isEmpty() ? TABLES : options.getIncludes();
    if (csv && named.size() > 1) {
      if (!options.getIncludes().isEmpty()) {
        throw wrong("--csv prints one table; say which of " + String.join(", ", named));
      }
      named = List.of(SELECT);
    }
    for (String policy : options.getParameter("policy").orElse(List.of())) {
      if (named.contains(SELECT)) {
        requireKnown("policy", policy, Policies.NAMES);
      }
      if (named.contains(REBUILD)) {
        requireKnown("policy", policy, rebuilt());
      }
    }
    options.getParameter("n").orElse(List.of()).forEach(this::requireSize);
    return named;
  }

  private void requireKnown(String kind, String name, Collection<String> known) {
    if (!known.contains(name)) {
      throw wrong(
          "there is no " + kind + " \"" + name + "\"; " + Suggestion.forUnknown(name, known));
    }
  }

  private void requireSize(String n) {
    if (!n.matches("[1-9][0-9]{0,6}")) {
      throw wrong("n is \"" + n + "\"; it must be a whole number of endpoints, at least 1");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
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

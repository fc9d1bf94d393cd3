package io.lb4j.benchmarks;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.lb4j.benchmarks.peer.Contestant;
import io.lb4j.benchmarks.peer.Contestants;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Measures other libraries beside lb4j and prints one table for each kind of policy and number of
 * threads. All libraries of a kind run in turn, fork by fork.
 */
@Command(
    name = "report",
    description = {
      "Measures what other libraries do for a request in the same run as lb4j, and prints a table",
      "for each kind of policy and number of threads. All of it takes hours.",
      ""
    },
    footer = {
      "",
      "JMH's options that cut it down:",
      "  -p n=N,…              numbers of endpoints",
      "  -t N                  threads; 1 and 2 unless given",
      "  -f, -wi, -w, -i, -r   forks, warm-up iterations and their time, iterations",
      "                        and their time",
      "",
      "Example:",
      "  report roundRobin -t 1 -p n=10 -f 1"
    })
final class PeerReport implements Callable<Integer> {

  private static final List<String> SIZES = List.of("3", "10", "100", "1000", "10000");

  @Mixin TableOptions table = new TableOptions();

  @Parameters(
      paramLabel = "KIND",
      description = "kinds of policies, such as roundRobin or peakEwma; all unless given")
  List<String> jmhArguments = new ArrayList<>();

  @Override
  public Integer call() throws RunnerException {
    Map<String, List<Contestant>> kinds =
        Contestants.all().stream()
            .collect(groupingBy(Contestant::kind, LinkedHashMap::new, toList()));
    JmhOptions options = table.jmh(jmhArguments, "n");
    options.names().forEach(kind -> table.requireKnown("kind", kind, kinds.keySet()));
    if (!options.names().isEmpty()) {
      kinds.keySet().retainAll(options.names());
    }
    TableOutput out = table.output();
    out.machine();
    if (table.csv) {
      out.head("", PeerRow.CSV_HEADER);
    }
    Forks forks = new Forks(options);
    Collection<String> sizes = options.getParameter("n").orElse(SIZES);
    for (Map.Entry<String, List<Contestant>> kind : kinds.entrySet()) {
      for (int threads : threads(options)) {
        if (!table.csv) {
          out.head(PeerRow.markdownHeader(kind.getKey(), threads, sizes), "");
        }
        rows(forks, kind.getKey(), kind.getValue(), threads, sizes).forEach(out::row);
      }
    }
    return 0;
  }

  private static List<Integer> threads(CommandLineOptions options) {
    return options.getThreads().hasValue() ? List.of(options.getThreads().get()) : List.of(1, 2);
  }

  private static List<PeerRow> rows(
      Forks forks, String kind, List<Contestant> contestants, int threads, Collection<String> sizes)
      throws RunnerException {
    List<PeerRow> rows =
        contestants.stream().map(contestant -> new PeerRow(contestant, threads)).toList();
    for (String n : sizes) {
      System.err.printf("%s, n = %s, threads: %d%n", kind, n, threads);
      List<Forks.Side> sides =
          contestants.stream()
              .map(
                  contestant ->
                      new Forks.Side(
                          "PeerBenchmark.request", Map.of("contestant", contestant.name(), "n", n)))
              .toList();
      List<Sample> samples = forks.alternate(threads, sides, Result::getScore);
      for (int i = 0; i < rows.size(); i++) {
        // The first two are ours: the pick alone and the whole call.
        Sample ours = samples.get(contestants.get(i).onlyChooses() ? 0 : 1);
        rows.get(i).add(n, samples.get(i), i < 2 ? null : ours);
      }
    }
    return rows;
  }
}

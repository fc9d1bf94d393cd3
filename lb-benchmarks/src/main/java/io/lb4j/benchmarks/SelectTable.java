package io.lb4j.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Measures selections beside their floors: every policy at every size, by one thread and by two.
 */
final class SelectTable {

  private static final List<String> SIZES = List.of("3", "10", "100", "1000", "10000");
  private static final String OBSERVED = "observed";
  private static final List<Integer> THREADS = List.of(1, 2);

  private final Collection<String> policies;
  private final Collection<String> sizes;
  private final Collection<String> observed;
  private final List<Integer> threads;
  private final Forks forks;
  private final PrintStream progress;

  /**
   * Chooses the rows.
   *
   * @param options may cut threads, and policies and sizes by {@code -p}
   * @param progress is told which row comes next
   */
  SelectTable(CommandLineOptions options, PrintStream progress) {
    this.policies = options.getParameter("policy").orElse(Policies.NAMES);
    this.sizes = options.getParameter("n").orElse(SIZES);
    this.observed = options.getParameter(OBSERVED).orElse(List.of("false"));
    this.threads = options.getThreads().hasValue() ? List.of(options.getThreads().get()) : THREADS;
    this.forks = new Forks(options);
    this.progress = progress;
  }

  /** Measures the rows, and hands each on as soon as it is known. */
  void measure(Consumer<SelectRow> rows) throws RunnerException {
    int count = observed.size() * threads.size() * policies.size() * sizes.size();
    int number = 0;
    for (String by : observed) {
      for (int t : threads) {
        for (String policy : policies) {
          for (String n : sizes) {
            String name = Boolean.parseBoolean(by) ? policy + ", observed" : policy;
            progress.printf("%d of %d: %s, n = %s, threads: %d%n", ++number, count, name, n, t);
            Map<String, String> parameters = Map.of("policy", policy, "n", n, OBSERVED, by);
            List<Sample> sides =
                forks.alternate(t, parameters, "SelectBenchmark.lb4j", "SelectBenchmark.floor");
            rows.accept(new SelectRow(name, t, Integer.parseInt(n), sides.get(0), sides.get(1)));
          }
        }
      }
    }
  }
}

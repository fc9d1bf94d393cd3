package io.lb4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the sides of a comparison fork by fork in turn. JMH by itself runs all forks of one side
 * first, and then a machine that slows down in between decides the comparison.
 */
final class Forks {

  private static final int DEFAULT_FORKS = 3;

  private final CommandLineOptions options;

  Forks(CommandLineOptions options) {
    this.options = options;
  }

  /** Returns one sample per benchmark, in their order; the score is the mean of each iteration. */
  List<Sample> alternate(int threads, Map<String, String> parameters, String... benchmarks)
      throws RunnerException {
    return alternate(threads, parameters, Result::getScore, benchmarks);
  }

  /** The same with another score, such as a percentile, taken from each iteration. */
  List<Sample> alternate(
      int threads,
      Map<String, String> parameters,
      ToDoubleFunction<Result<?>> score,
      String... benchmarks)
      throws RunnerException {
    return alternate(
        threads,
        Arrays.stream(benchmarks).map(benchmark -> new Side(benchmark, parameters)).toList(),
        score);
  }

  /** The same for sides that differ in more than the benchmark's name. */
  List<Sample> alternate(int threads, List<Side> sides, ToDoubleFunction<Result<?>> score)
      throws RunnerException {
    List<List<IterationResult>> iterations = new ArrayList<>();
    sides.forEach(side -> iterations.add(new ArrayList<>()));
    int count = options.getForkCount().orElse(DEFAULT_FORKS);
    for (int fork = 0; fork < count; fork++) {
      for (int i = 0; i < sides.size(); i++) {
        for (BenchmarkResult result : run(sides.get(i), threads)) {
          iterations.get(i).addAll(result.getIterationResults());
        }
      }
    }
    List<Sample> samples = new ArrayList<>();
    for (List<IterationResult> side : iterations) {
      samples.add(
          Sample.of(
              side.stream().mapToDouble(i -> score.applyAsDouble(i.getPrimaryResult())).toArray(),
              side.stream().mapToDouble(Forks::bytes).toArray()));
    }
    return samples;
  }

  private List<BenchmarkResult> run(Side side, int threads) throws RunnerException {
    ChainedOptionsBuilder builder =
        new OptionsBuilder()
            .parent(options)
            .include("\\." + side.benchmark.replace(".", "\\.") + "$")
            .forks(1)
            .threads(threads)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT);
    side.parameters.forEach(builder::param);
    List<BenchmarkResult> results = new ArrayList<>();
    for (RunResult run : new Runner(builder.build()).run()) {
      results.addAll(run.getBenchmarkResults());
    }
    if (results.isEmpty()) {
      throw new RunnerException(
          side.benchmark
              + " with "
              + side.parameters
              + " gave no result; what went wrong is told by the same benchmark alone, without"
              + " `report`");
    }
    return results;
  }

  private static double bytes(IterationResult iteration) {
    return Objects.requireNonNull(iteration.getSecondaryResults().get("gc.alloc.rate.norm"))
        .getScore();
  }

  /**
   * One side of a comparison.
   *
   * @param benchmark class and method
   * @param parameters of the benchmark
   */
  record Side(String benchmark, Map<String, String> parameters) {}
}

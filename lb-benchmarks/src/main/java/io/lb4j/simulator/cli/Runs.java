package io.lb4j.simulator.cli;

import io.lb4j.simulator.Simulation;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ResultJson;
import io.lb4j.simulator.measure.ResultText;
import io.lb4j.simulator.page.Page;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs every contestant with every seed, several at once, and prints the results in order. */
final class Runs {

  private final CommandLine commandLine;
  private final RunOptions options;

  Runs(CommandLine commandLine, RunOptions options) {
    this.commandLine = commandLine;
    this.options = options;
  }

  int execute(Scenario scenario, List<Contestant> contestants) throws IOException {
    List<Long> seeds = options.allSeeds();
    requireFolder(options.out);
    List<Result> results = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(options.threads);
    try (Progress progress = Progress.of(scenario.name(), contestants.size() * seeds.size())) {
      List<Future<Result>> running = new ArrayList<>();
      for (Contestant contestant : contestants) {
        for (long seed : seeds) {
          running.add(
              threads.submit(
                  () -> Simulation.run(scenario, contestant, seed, progress::hundredthDone)));
        }
      }
      for (Future<Result> future : running) {
        results.add(future.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException unsuitable) {
        throw new IllegalArgumentException(
            "in scenario " + scenario.name() + ": " + unsuitable.getMessage(), unsuitable);
      }
      throw new IllegalStateException("a run failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      threads.shutdownNow();
    }
    print(scenario, results);
    return 0;
  }

  /** Found out before the runs, which may take long. */
  private static void requireFolder(@Nullable Path out) {
    try {
      if (out != null) {
        Files.createDirectories(out);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("--out is " + out + ", where no files can go: " + e, e);
    }
  }

  private void print(Scenario scenario, List<Result> results) throws IOException {
    PrintWriter out = commandLine.getOut();
    boolean html = options.format == RunOptions.Format.html;
    if (options.format == RunOptions.Format.json) {
      results.forEach(result -> out.println(ResultJson.write(result)));
    } else if (html && options.out == null) {
      out.print(Page.write(scenario, results));
    } else {
      out.print(ResultText.write(results));
    }
    if (options.out != null) {
      for (Result result : results) {
        Files.writeString(options.out.resolve(fileName(result)), ResultJson.write(result) + "\n");
      }
      if (html) {
        Path page = options.out.resolve(results.get(0).scenario() + ".html");
        Files.writeString(page, Page.write(scenario, results));
        out.println("The page is " + page);
      }
    }
    out.flush();
  }

  /** Policies have parentheses and commas, which file names had better not. */
  private static Path fileName(Result result) {
    String policy = result.policy().replaceAll("[^A-Za-z0-9.]+", "_").replaceAll("_$", "");
    return Path.of(result.scenario() + "-" + policy + "-" + result.seed() + ".json");
  }
}

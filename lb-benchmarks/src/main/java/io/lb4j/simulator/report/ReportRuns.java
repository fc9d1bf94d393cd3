package io.lb4j.simulator.report;

import io.lb4j.simulator.Simulation;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs what the report is made of, several runs at once. */
final class ReportRuns {

  private ReportRuns() {}

  static KeyFigures one(String scenarioName, Contestant contestant, long seed) {
    Scenario scenario = Provision.with(Scenarios.find(scenarioName), contestant);
    return KeyFigures.of(Simulation.run(scenario, contestant, seed));
  }

  /** All runs of the plan, in its order. */
  static FigureTable all(List<Long> seeds, int threads, Consumer<String> progress)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<KeyFigures>> runs = new ArrayList<>();
      List<String> scenarios = Plan.scenarios();
      for (String scenario : scenarios) {
        for (Contestant contestant : Plan.contestants(scenario)) {
          for (long seed : seeds) {
            runs.add(pool.submit(() -> one(scenario, contestant, seed)));
          }
        }
      }
      List<KeyFigures> rows = new ArrayList<>();
      for (Future<KeyFigures> run : runs) {
        rows.add(run.get());
        KeyFigures last = rows.get(rows.size() - 1);
        if (rows.size() == runs.size() || isLastOf(last, seeds)) {
          progress.accept(
              rows.size() + " of " + runs.size() + " runs, " + last.scenario() + " is done");
        }
      }
      return new FigureTable(rows);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run of the report failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private static boolean isLastOf(KeyFigures run, List<Long> seeds) {
    List<Contestant> contestants = Plan.contestants(run.scenario());
    return run.policy().equals(contestants.get(contestants.size() - 1).toString())
        && run.seed() == seeds.get(seeds.size() - 1);
  }
}

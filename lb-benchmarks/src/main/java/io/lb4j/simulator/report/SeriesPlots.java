package io.lb4j.simulator.report;

import io.lb4j.simulator.Simulation;
import io.lb4j.simulator.measure.Counts;
import io.lb4j.simulator.measure.Interval;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.report.LinePlot.Point;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The plots that need more than key figures: courses over time, and shares. First seed only. */
final class SeriesPlots {

  private static final List<Contender> SHOWN =
      List.of(Contender.DEFAULT, Contender.PLAIN, Contender.TWO_CHOICES, Contender.RESPONSE_TIME);

  private SeriesPlots() {}

  /** Runs what is needed, in a few seconds, and draws. By file name. */
  static Map<String, String> draw(long seed) {
    Map<String, String> plots = new LinkedHashMap<>();
    List<Result> slow = run("slow-backend", seed, Provision::withoutDeadline, SHOWN);
    plots.put(
        "slow-backend.svg",
        latencies("p99 latency while one of 11 backends answers in 2 s", false, slow.subList(0, 2))
            .band(15, 45)
            .draw());
    LinePlot share =
        new LinePlot("Requests to the slow backend; an even share is 9.1 %", "seconds", "%", false)
            .band(15, 45);
    slow.forEach(result -> share.line(label(result), shareOfFirst(result)));
    plots.put("slow-backend-share.svg", share.draw());
    plots.put(
        "cold-start.svg",
        latencies(
                "p99 latency while 10 cold servers join 20 warm ones, at 30 s",
                true,
                run("cold-start", seed, UnaryOperator.identity(), SHOWN))
            .band(30, 50)
            .draw());
    plots.put(
        "rolling-deploy.svg",
        latencies(
                "p99 latency while 20 servers are replaced by cold ones, two at a time",
                true,
                run("rolling-deploy", seed, UnaryOperator.identity(), SHOWN))
            .draw());
    LinePlot shares =
        new LinePlot("Requests by server ÷ mean, slow half to the right", "server", "×", false);
    run("heterogeneous", seed, UnaryOperator.identity(), SHOWN)
        .forEach(result -> shares.line(label(result), relativeShares(result)));
    plots.put("heterogeneous-shares.svg", shares.band(50, 99).draw());
    return plots;
  }

  private static List<Result> run(
      String name, long seed, UnaryOperator<Scenario> change, List<Contender> contenders) {
    Scenario scenario = change.apply(Scenarios.find(name));
    return contenders.stream()
        .map(contender -> Simulation.run(scenario, contender.contestant(), seed))
        .toList();
  }

  private static LinePlot latencies(String title, boolean logarithmic, List<Result> results) {
    LinePlot plot = new LinePlot(title, "seconds", "ms", logarithmic);
    for (Result result : results) {
      List<Point> points = new ArrayList<>();
      for (Interval interval : result.intervals()) {
        if (interval.successes() > 0 && interval.endNanos() <= endNanos(result)) {
          points.add(new Point(interval.endNanos() / 1e9, interval.p99Nanos() / 1e6));
        }
      }
      plot.line(label(result), points);
    }
    return plot;
  }

  private static List<Point> shareOfFirst(Result result) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < result.intervals().size(); i++) {
      Counts attempts = result.attemptsSeries().get(i);
      Interval interval = result.intervals().get(i);
      if (attempts.sum() > 0 && interval.endNanos() <= endNanos(result)) {
        double percent = 100.0 * attempts.get(0) / attempts.sum();
        points.add(new Point(interval.endNanos() / 1e9, percent));
      }
    }
    return points;
  }

  private static List<Point> relativeShares(Result result) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < result.servers().size(); i++) {
      points.add(new Point(i, result.servers().get(i).share() * result.servers().size()));
    }
    return points;
  }

  /** Nothing begins after it; what is still open then tells of the run's end only. */
  private static long endNanos(Result result) {
    long before = result.firstInterval() == 0 ? 0 : warmUpNanos(result);
    return before + Math.round(result.seconds() * 1e9);
  }

  private static long warmUpNanos(Result result) {
    return result.intervals().get(result.firstInterval() - 1).endNanos();
  }

  private static String label(Result result) {
    return Contender.labelOf(result.policy());
  }
}

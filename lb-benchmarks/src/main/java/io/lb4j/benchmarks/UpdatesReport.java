package io.lb4j.benchmarks;

import io.lb4j.benchmarks.UpdateStorm.Background;
import io.lb4j.benchmarks.UpdateStorm.Seen;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Shows what updates at a thousand a second do to selections, beside none, and beside as much work
 * of another kind: with few processors, a busy thread alone makes selections wait. The three take
 * turns in one process; figures are medians over the rounds.
 */
final class UpdatesReport {

  private static final int UPDATES_PER_SECOND = 1000;
  private static final int ROUNDS = 5;
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(2000);
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final List<String> USUAL = List.of("peakEwma", "roundRobin", "ringHash", "maglev");
  private static final List<String> SIZES = List.of("100", "10000");

  private final PrintStream out;

  private UpdatesReport(PrintStream out) {
    this.out = out;
  }

  /**
   * Prints rows per policy, number of endpoints and number of threads on either side.
   *
   * @param choice names of policies and numbers of endpoints; where there are none, the usual
   */
  static void print(PrintStream out, String... choice) throws InterruptedException {
    List<String> policies = chosen(USUAL, Policies.ALL::contains, choice);
    List<String> sizes = chosen(SIZES, any -> !Policies.ALL.contains(any), choice);
    UpdatesReport report = new UpdatesReport(out);
    out.println(Machine.describe());
    out.println();
    out.println(
        "| Policy | n | Selecting | Updating | Background | p50, ns | p99, ns | p99.9, ns |"
            + " selections/s | updates/s | tables/s | processors |");
    out.println("|---|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|");
    for (String policy : policies) {
      for (String size : sizes) {
        int n = Integer.parseInt(size);
        report.row(policy, n, 1, 1);
        report.row(policy, n, 2, 1);
        report.row(policy, n, 1, 4);
      }
    }
  }

  private static List<String> chosen(List<String> usual, Predicate<String> fits, String... choice) {
    List<String> chosen = Stream.of(choice).filter(fits).toList();
    return chosen.isEmpty() ? usual : chosen;
  }

  private void row(String policy, int n, int selecting, int updating) throws InterruptedException {
    UpdateStorm storm =
        new UpdateStorm(new CountingPolicy(Policies.of(policy)), n, UPDATES_PER_SECOND);
    Map<Background, List<Seen>> seen = new EnumMap<>(Background.class);
    storm.run(Background.QUIET, selecting, updating, WARM_UP_NANOS / 2);
    storm.run(Background.UPDATES, selecting, updating, WARM_UP_NANOS);
    for (int round = 0; round < ROUNDS; round++) {
      for (Background background : Background.values()) {
        seen.computeIfAbsent(background, any -> new ArrayList<>())
            .add(storm.run(background, selecting, updating, ROUND_NANOS));
      }
    }
    storm.close();
    seen.forEach(
        (background, rounds) ->
            out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %d | %s | %.0f | %.0f | %.0f | %.2f M | %.0f | %.0f | %.2f |%n",
                policy,
                n,
                selecting,
                updating,
                background.name().toLowerCase(Locale.ROOT),
                median(rounds, one -> one.latencies().getValueAtPercentile(50)),
                median(rounds, one -> one.latencies().getValueAtPercentile(99)),
                median(rounds, one -> one.latencies().getValueAtPercentile(99.9)),
                median(rounds, one -> one.selectionsPerSecond() / 1e6),
                median(rounds, Seen::updatesPerSecond),
                median(rounds, Seen::tablesPerSecond),
                median(rounds, Seen::processors)));
    out.flush();
  }

  private static double median(List<Seen> rounds, ToDoubleFunction<Seen> figure) {
    return rounds.stream()
        .map(figure::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .toList()
        .get(rounds.size() / 2);
  }
}

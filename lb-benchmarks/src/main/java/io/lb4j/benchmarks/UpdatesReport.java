package io.lb4j.benchmarks;

import io.lb4j.benchmarks.UpdateStorm.Background;
import io.lb4j.benchmarks.UpdateStorm.Seen;
import io.lb4j.simulator.notation.Suggestion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Shows what updates at a thousand a second do to selections, beside none, and beside as much work
 * of another kind: with few processors, a busy thread alone makes selections wait. The three take
 * turns in one process; figures are medians over the rounds.
 */
@Command(
    name = "updates",
    description = {
      "Measures selections while the set changes a thousand times a second.",
      "Takes 2.5 minutes per policy.",
      ""
    },
    footer = {"", "Example:", "  updates maglev 10000"})
final class UpdatesReport implements Callable<Integer> {

  private static final int UPDATES_PER_SECOND = 1000;
  private static final int ROUNDS = 5;
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(2000);
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final List<String> USUAL = List.of("peakEwma", "roundRobin", "ringHash", "maglev");
  private static final List<Integer> SIZES = List.of(100, 10_000);
  private static final String SIZE = "[2-9]|[1-9][0-9]{1,5}";

  @Mixin TableOptions table = new TableOptions();

  @Parameters(
      paramLabel = "POLICY|N",
      description =
          "policies, as their factory methods are named, and numbers of endpoints; unless given,"
              + " peakEwma, roundRobin, ringHash and maglev, 100 and 10000")
  List<String> choice = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    List<String> policies = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (String chosen : choice) {
      if (Policies.ALL.contains(chosen)) {
        policies.add(chosen);
      } else if (chosen.matches(SIZE)) {
        sizes.add(Integer.valueOf(chosen));
      } else {
        throw table.wrong(
            "\""
                + chosen
                + "\" is neither a policy nor a number of endpoints (2 to 999999); "
                + Suggestion.forUnknown(chosen, Policies.ALL));
      }
    }
    TableOutput out = table.output();
    out.machine();
    out.head(UpdatesRow.MARKDOWN_HEADER, UpdatesRow.CSV_HEADER);
    for (String policy : policies.isEmpty() ? USUAL : policies) {
      for (int n : sizes.isEmpty() ? SIZES : sizes) {
        rows(out, policy, n, 1, 1);
        rows(out, policy, n, 2, 1);
        rows(out, policy, n, 1, 4);
      }
    }
    return 0;
  }

  private static void rows(TableOutput out, String policy, int n, int selecting, int updating)
      throws InterruptedException {
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
            out.row(
                new UpdatesRow(
                    policy,
                    n,
                    selecting,
                    updating,
                    background.name().toLowerCase(Locale.ROOT),
                    median(rounds, one -> one.latencies().getValueAtPercentile(50)),
                    median(rounds, one -> one.latencies().getValueAtPercentile(99)),
                    median(rounds, one -> one.latencies().getValueAtPercentile(99.9)),
                    median(rounds, Seen::selectionsPerSecond),
                    median(rounds, Seen::updatesPerSecond),
                    median(rounds, Seen::tablesPerSecond),
                    median(rounds, Seen::processors))));
  }

  private static double median(List<Seen> rounds, ToDoubleFunction<Seen> figure) {
    return rounds.stream()
        .map(figure::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .toList()
        .get(rounds.size() / 2);
  }
}

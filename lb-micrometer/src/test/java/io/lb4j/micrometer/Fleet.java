package io.lb4j.micrometer;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A balancer over endpoints named e0, e1, … on a clock that the test drives. */
final class Fleet {

  /** Longer than a snapshot is kept for. */
  static final Duration A_SECOND = Duration.ofSeconds(1);

  private static final List<Outcome> OUTCOMES =
      List.of(
          Outcome.success(),
          Outcome.failure(),
          Outcome.timeout(),
          Outcome.connectFailure(),
          Outcome.rejected(),
          Outcome.ignored());

  final FakeTicker ticker = new FakeTicker();
  final ManualScheduler scheduler = new ManualScheduler(ticker);
  final Balancer<String> balancer;

  Fleet(int size) {
    this(size, builder -> builder.endpoints(endpoints(0, size)));
  }

  Fleet(int size, UnaryOperator<BalancerBuilder<String>> configure) {
    balancer =
        configure
            .apply(
                Balancer.<String>builder("orders")
                    .ticker(ticker)
                    .scheduler(scheduler)
                    .wallClock(ticker)
                    .random(ScriptedRandom.seeded(42)))
            .build();
    scheduler.runDue();
  }

  static List<Endpoint<String>> endpoints(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Endpoint.of("e" + i, "target " + i)).toList();
  }

  void pass(Duration time) {
    scheduler.advance(time);
  }

  /** Makes one call that takes a while. */
  void call(SelectionContext context, Duration latency, Outcome outcome) {
    try (Lease<String> lease = balancer.select(context)) {
      pass(latency);
      lease.report(outcome);
    }
    scheduler.runDue();
  }

  void callOn(String id, Outcome outcome) {
    call(SelectionContext.none().preferring(id), Duration.ZERO, outcome);
  }

  /** Makes a first attempt, a retry and a hedge of every outcome. */
  void callsOfAllKinds() {
    for (AttemptKind kind : AttemptKind.values()) {
      for (Outcome outcome : OUTCOMES) {
        call(SelectionContext.none().asAttempt(kind), Duration.ofMillis(1), outcome);
      }
    }
  }
}

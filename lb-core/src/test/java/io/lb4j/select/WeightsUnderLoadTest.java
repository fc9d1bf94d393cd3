package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Load-aware policies keep the weights when endpoints are alike but for them, however busy. */
final class WeightsUnderLoadTest {

  private static final double[][] WEIGHTS = {{1, 2}, {1, 1, 2}, {1, 2, 3, 4}, {5, 1, 1, 1, 1, 1}};

  static Stream<Arguments> cases() {
    List<SelectionPolicy> policies =
        List.of(
            SelectionPolicies.powerOfTwoChoices(),
            SelectionPolicies.peakEwma(),
            SelectionPolicies.powerOfChoices(3, LoadMetrics.inFlight()),
            SelectionPolicies.leastConnections(),
            SelectionPolicies.leastResponseTime(),
            SelectionPolicies.leastBandwidth(),
            SelectionPolicies.c3());
    return policies.stream()
        .flatMap(
            policy ->
                Stream.of(WEIGHTS)
                    .flatMap(
                        weights ->
                            Stream.of(
                                Arguments.of(policy, weights, 0.05, 0.0),
                                Arguments.of(policy, weights, 0.05, 0.3),
                                Arguments.of(policy, weights, 20.0, 0.0),
                                Arguments.of(policy, weights, 20.0, 0.3))));
  }

  /**
   * Endpoints that serve any number of requests at once, each in about 10 ms.
   *
   * @param busy requests in flight per unit of weight, on average
   * @param noise how much latencies differ, uniformly around the mean
   */
  @ParameterizedTest
  @MethodSource("cases")
  void sharesFollowTheWeights(SelectionPolicy policy, double[] weights, double busy, double noise) {
    FakeTicker ticker = new FakeTicker();
    ManualScheduler scheduler = new ManualScheduler(ticker);
    ScriptedRandom random = ScriptedRandom.seeded(4);
    double total = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).sum();
    double[] shares = new double[weights.length];
    int requests = 20_000;
    try (Balancer<Integer> balancer =
        Balancer.<Integer>builder("weights")
            .endpoints(
                IntStream.range(0, weights.length)
                    .mapToObj(i -> Endpoint.builder("e" + i, i).weight(weights[i]).build())
                    .toList())
            .policy(policy)
            .ticker(ticker)
            .scheduler(scheduler)
            .random(ScriptedRandom.seeded(5))
            .build()) {
      double meanGapNanos = 10e6 / (busy * total);
      for (int i = 0; i < requests; i++) {
        Lease<Integer> lease = balancer.select();
        if (i >= requests / 10) {
          shares[lease.target()] += 1 / (0.9 * requests);
        }
        long latency = (long) (10e6 * (1 + noise * (2 * random.nextDouble() - 1)));
        scheduler.schedule(
            () -> {
              lease.report(Outcome.success().withBytes(1000));
              lease.close();
            },
            latency);
        double gap = -Math.log(1 - random.nextDouble()) * meanGapNanos;
        scheduler.advance(Duration.ofNanos((long) gap));
      }
    }
    for (int i = 0; i < weights.length; i++) {
      double expected = weights[i] / total;
      assertThat(shares[i])
          .as("share of endpoint %d", i)
          .isCloseTo(expected, within(0.1 * expected));
    }
  }
}

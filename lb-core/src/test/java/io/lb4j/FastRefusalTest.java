package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.LoadReport;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One of ten endpoints fails or rejects within a millisecond, and so is always the one with nothing
 * to do. Whatever the policy, it must not attract traffic.
 */
final class FastRefusalTest {

  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final long FAST_NANOS = Duration.ofMillis(1).toNanos();
  private static final long USUAL_NANOS = Duration.ofMillis(20).toNanos();
  private static final LoadReport IDLE = new LoadReport(0.5, 100, 0, 1, 0, 2e7, 2e7);

  private static final Map<String, Supplier<SelectionPolicy>> POLICIES = new LinkedHashMap<>();

  static {
    POLICIES.put("round_robin", SelectionPolicies::roundRobin);
    POLICIES.put("random", SelectionPolicies::random);
    POLICIES.put("weighted_random", SelectionPolicies::weightedRandom);
    POLICIES.put("smooth_weighted", SelectionPolicies::smoothWeightedRoundRobin);
    POLICIES.put("earliest_deadline_first", SelectionPolicies::earliestDeadlineFirst);
    POLICIES.put("static_stride", SelectionPolicies::staticStride);
    POLICIES.put("power_of_two_choices", SelectionPolicies::powerOfTwoChoices);
    POLICIES.put("peak_ewma", SelectionPolicies::peakEwma);
    POLICIES.put("least_requests", SelectionPolicies::leastRequests);
    POLICIES.put("least_connections", SelectionPolicies::leastConnections);
    POLICIES.put("weighted_least_requests", () -> SelectionPolicies.weightedLeastRequests(1));
    POLICIES.put("least_response_time", SelectionPolicies::leastResponseTime);
    POLICIES.put("least_bandwidth", SelectionPolicies::leastBandwidth);
    POLICIES.put("c3", SelectionPolicies::c3);
    POLICIES.put("reported_load", SelectionPolicies::reportedLoad);
    POLICIES.put(
        "prequal",
        () -> SelectionPolicies.prequal(endpoint -> CompletableFuture.completedFuture(IDLE)));
    POLICIES.put("ring_hash", SelectionPolicies::ringHash);
    POLICIES.put("maglev", SelectionPolicies::maglev);
    POLICIES.put("rendezvous_hash", SelectionPolicies::rendezvousHash);
    POLICIES.put("jump_hash", SelectionPolicies::jumpHash);
    POLICIES.put("modulo_hash", SelectionPolicies::moduloHash);
    POLICIES.put(
        "bounded_load", () -> SelectionPolicies.boundedLoad(SelectionPolicies.maglev(), 1.25));
    POLICIES.put("first_available", SelectionPolicies::firstAvailable);
    POLICIES.put("pin_until_error", SelectionPolicies::pinUntilError);
  }

  static Stream<Arguments> cases() {
    Map<String, Outcome> answers =
        Map.of(
            "fails", Outcome.failure(),
            "rejects", Outcome.rejected(),
            "asks for rest", Outcome.rejected().withRetryAfter(Duration.ofSeconds(1)));
    return POLICIES.keySet().stream()
        .flatMap(
            policy ->
                answers.entrySet().stream()
                    .map(answer -> Arguments.of(policy, answer.getKey(), answer.getValue())));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void getsNoMoreThanOnePercentOfAHundredRequestsPerSecond(
      String policy, String what, Outcome answer) {
    assertIsAvoided(policy, answer, 100);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  @Tag("full")
  void getsNoMoreThanOnePercentOfAThousandRequestsPerSecond(
      String policy, String what, Outcome answer) {
    assertIsAvoided(policy, answer, 1000);
  }

  private static void assertIsAvoided(String policy, Outcome answer, int perSecond) {
    VirtualFleet fleet =
        new VirtualFleet(10, builder -> builder.policy(POLICIES.get(policy).get()));
    // The first of them, which policies that go by the order prefer.
    Map<String, Integer> shares = serve(fleet, "a", answer, perSecond);
    int total = shares.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(total).isEqualTo(60 * perSecond);
    assertThat(shares.getOrDefault("a", 0)).isLessThanOrEqualTo(total / 100);
  }

  private static Map<String, Integer> serve(
      VirtualFleet fleet, String bad, Outcome answer, int perSecond) {
    Map<String, Integer> shares = new HashMap<>();
    Duration apart = Duration.ofSeconds(1).dividedBy(perSecond);
    for (int i = 0; i < MINUTE.toSeconds() * perSecond; i++) {
      Lease<String> lease = fleet.balancer.select(SelectionContext.forKey("user " + i % 997));
      String id = lease.endpoint().id();
      shares.merge(id, 1, Integer::sum);
      boolean isBad = id.equals(bad);
      fleet.scheduler.schedule(
          () -> {
            lease.report(isBad ? answer : Outcome.success().withLoadReport(IDLE));
            lease.close();
          },
          isBad ? FAST_NANOS : USUAL_NANOS);
      fleet.pass(apart);
    }
    return shares;
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.SkewPolicy;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.RandomSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who watches traffic, for skew or by traces, changes no pick of any policy. */
final class WatchingTest {

  private static final int CALLS = 6000;

  static List<SelectionPolicy> policies() {
    return List.of(
        SelectionPolicies.roundRobin(),
        SelectionPolicies.smoothWeightedRoundRobin(),
        SelectionPolicies.earliestDeadlineFirst(),
        SelectionPolicies.staticStride(),
        SelectionPolicies.random(),
        SelectionPolicies.weightedRandom(),
        SelectionPolicies.powerOfTwoChoices(),
        SelectionPolicies.peakEwma(),
        SelectionPolicies.leastRequests(),
        SelectionPolicies.leastConnections(),
        SelectionPolicies.leastResponseTime(),
        SelectionPolicies.c3(),
        SelectionPolicies.firstAvailable(),
        SelectionPolicies.pinUntilError(),
        SelectionPolicies.ringHash(),
        SelectionPolicies.boundedLoad(SelectionPolicies.maglev(), 1.25));
  }

  /** Gives the tracer draws of its own, so that all others get the same with it as without. */
  private static final class ApartFromTracer implements RandomSource {

    private final RandomSource all = ScriptedRandom.seeded(42);
    private final RandomSource tracers = ScriptedRandom.seeded(43);

    @Override
    public long nextLong() {
      String caller =
          StackWalker.getInstance()
              .walk(
                  frames ->
                      frames
                          .map(StackWalker.StackFrame::getClassName)
                          .filter(name -> !RandomSource.class.getName().equals(name))
                          .filter(name -> !ApartFromTracer.class.getName().equals(name))
                          .findFirst()
                          .orElseThrow());
      return caller.equals(Tracer.class.getName()) ? tracers.nextLong() : all.nextLong();
    }
  }

  private static List<String> picks(
      SelectionPolicy policy, UnaryOperator<BalancerBuilder<String>> watch) {
    VirtualFleet fleet =
        new VirtualFleet(
            6,
            builder ->
                watch.apply(
                    builder.policy(policy).random(new ApartFromTracer()).skew(SkewPolicy.off())));
    Random traffic = new Random(7);
    List<String> picks = new ArrayList<>();
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      SelectionContext context = SelectionContext.forKey("key " + traffic.nextInt(200));
      int kind = traffic.nextInt(20);
      if (kind == 0) {
        context = context.preferring("c");
      } else if (kind == 1) {
        context = context.avoiding(fleet.look("b").endpoint());
      }
      Lease<String> lease = fleet.balancer.select(context);
      picks.add(lease.endpoint().id());
      open.add(lease);
      fleet.pass(Duration.ofMillis(traffic.nextInt(20)));
      if (open.size() > 4) {
        try (Lease<String> oldest = open.remove(0)) {
          boolean fails = oldest.endpoint().id().equals("d") && i % 2000 < 200;
          oldest.report(fails ? Outcome.failure() : Outcome.success());
        }
      }
    }
    open.forEach(
        lease -> {
          lease.report(Outcome.ignored());
          lease.close();
        });
    return picks;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void picksAreTheSameWhoeverWatches(SelectionPolicy policy) {
    List<String> unwatched = picks(policy, builder -> builder);

    assertThat(unwatched.stream().distinct()).hasSizeGreaterThan(1);
    SkewPolicy often = new SkewPolicy(Duration.ofSeconds(1), 1, 1.1, 1.1);
    assertThat(picks(policy, builder -> builder.skew(often))).as("skew").isEqualTo(unwatched);
    for (int oneIn : new int[] {1, 3}) {
      assertThat(picks(policy, builder -> builder.traces(LeaseTraces.oneIn(oneIn))))
          .as("one trace in %d", oneIn)
          .isEqualTo(unwatched);
    }
  }
}

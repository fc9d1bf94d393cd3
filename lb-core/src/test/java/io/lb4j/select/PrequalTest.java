package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is picked by what probes say. */
final class PrequalTest {

  private static final double MILLI = 1e6;

  private final Map<String, LoadReport> loads = new HashMap<>();
  private int probes;
  private final SelectionPolicy policy = SelectionPolicies.prequal(this::answer);
  private final FakeCandidates candidates =
      FakeCandidates.equal(policy, ScriptedRandom.seeded(8), 6);
  private final Picker picker = policy.newPicker(candidates, null);

  private CompletionStage<LoadReport> answer(Endpoint<?> endpoint) {
    probes++;
    return CompletableFuture.completedFuture(loads.get(endpoint.id()));
  }

  private static LoadReport load(int inFlight, double latencyNanos) {
    return new LoadReport(
        Double.NaN, Double.NaN, Double.NaN, inFlight, Double.NaN, Double.NaN, latencyNanos);
  }

  private void everybodyAnswers(int inFlight, double latencyNanos) {
    for (int i = 0; i < 6; i++) {
      loads.put("e" + i, load(inFlight, latencyNanos));
    }
  }

  private Map<Integer, Integer> picks(int count) {
    Map<Integer, Integer> picks = new HashMap<>();
    for (int i = 0; i < count; i++) {
      picks.merge(picker.pick(SelectionContext.none(), 0), 1, Integer::sum);
      candidates.scheduler.advance(Duration.ofMillis(1));
    }
    return picks;
  }

  @Test
  void theFastestOfTheColdIsPreferred() {
    everybodyAnswers(9, 50 * MILLI);
    loads.put("e3", load(1, 5 * MILLI));
    picks(50);
    assertThat(picks(1000).get(3)).isGreaterThan(500);
  }

  @Test
  void aFastEndpointThatIsFullIsPassedOver() {
    everybodyAnswers(2, 50 * MILLI);
    loads.put("e3", load(90, 5 * MILLI));
    picks(50);
    assertThat(picks(1000).getOrDefault(3, 0)).isLessThan(50);
  }

  @Test
  void probesGoOnAfterTheSchedulerHasRefusedOnce() {
    AtomicBoolean refuses = new AtomicBoolean(true);
    ManualScheduler scheduler = new ManualScheduler(new FakeTicker());
    Scheduler moody =
        new Scheduler() {
          @Override
          public Cancellable schedule(Runnable task, long delayNanos) {
            return scheduler.schedule(task, delayNanos);
          }

          @Override
          public void execute(Runnable task) {
            if (refuses.get()) {
              throw new RejectedExecutionException("full");
            }
            scheduler.execute(task);
          }
        };
    everybodyAnswers(1, MILLI);
    try (Balancer<String> balancer =
        Balancer.<String>builder("moody")
            .endpoints(Endpoint.of("e0", "t"), Endpoint.of("e1", "t"))
            .policy(policy)
            .scheduler(moody)
            .build()) {
      select(balancer);
      assertThat(probes).isZero();
      refuses.set(false);
      select(balancer);
      scheduler.runDue();
      assertThat(probes).isPositive();
    }
  }

  private static void select(Balancer<String> balancer) {
    try (Lease<String> lease = balancer.select()) {
      lease.report(Outcome.success());
    }
  }

  @Test
  void anAbsurdAnswerDrawsNoTrafficAndBreaksNoPick() {
    everybodyAnswers(2, 50 * MILLI);
    loads.put("e3", load(Integer.MAX_VALUE, MILLI));
    picks(50);
    assertThat(picks(1000).getOrDefault(3, 0)).isLessThan(50);
    everybodyAnswers(Integer.MAX_VALUE, Double.MAX_VALUE);
    assertThat(picks(1000).values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000);
  }

  @Test
  void everyRequestSendsThreeProbes() {
    everybodyAnswers(2, 50 * MILLI);
    picks(100);
    assertThat(probes).isBetween(295, 300);
  }

  @Test
  void aProbeThatIsAnsweredLeavesNoTimerBehind() {
    everybodyAnswers(2, 50 * MILLI);
    for (int i = 0; i < 10; i++) {
      picker.pick(SelectionContext.none(), 0);
      candidates.scheduler.advance(Duration.ZERO);
    }
    assertThat(probes).isEqualTo(30);
    assertThat(candidates.scheduler.pending()).isZero();
  }

  @Test
  void withoutAnswersTwoChoicesDecide() {
    candidates.inFlight[2] = 10;
    Map<Integer, Integer> picks = picks(1000);
    assertThat(picks).doesNotContainKey(2).hasSize(5);
  }

  @Test
  void answersAreBelievedForASecond() {
    everybodyAnswers(9, 50 * MILLI);
    loads.put("e3", load(1, 5 * MILLI));
    picks(50);
    loads.clear();
    candidates.scheduler.advance(Duration.ofSeconds(2));
    assertThat(picks(600).get(3)).isLessThan(200);
  }

  @Test
  void anEndpointThatFailsIsNotBelieved() {
    everybodyAnswers(2, 50 * MILLI);
    loads.put("e3", load(0, 1));
    picks(50);
    for (int i = 0; i < 10; i++) {
      candidates.requireCell(3).learn(Outcome.failure(), 1000, candidates.ticker.nanoTime());
    }
    assertThat(picks(300).getOrDefault(3, 0)).isLessThan(10);
  }

  @ParameterizedTest
  @MethodSource("brokenProbes")
  void probesThatThrowOrHangDoNoHarm(LoadProbe broken) {
    FakeCandidates six = FakeCandidates.equal(policy, ScriptedRandom.seeded(8), 6);
    Picker hurt = SelectionPolicies.prequal(broken).newPicker(six, null);
    for (int i = 0; i < 1000; i++) {
      assertThat(hurt.pick(SelectionContext.none(), 0)).isBetween(0, 5);
      six.scheduler.advance(Duration.ofMillis(1));
    }
    six.scheduler.advance(Duration.ofSeconds(2));
    assertThat(six.scheduler.pending()).isZero();
  }

  static Stream<Arguments> brokenProbes() {
    LoadProbe throwing =
        endpoint -> {
          throw new IllegalStateException("a bug of the user's");
        };
    LoadProbe hanging = endpoint -> new CompletableFuture<>();
    LoadProbe failing = endpoint -> CompletableFuture.failedFuture(new IllegalStateException("no"));
    return Stream.of(arguments(throwing), arguments(hanging), arguments(failing));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 16, 24})
  void inSmallSetsAnswersMayBeUsedSixteenTimes(int endpoints) {
    assertThat(Prequal.usesPerAnswer(endpoints)).isEqualTo(16);
  }

  @Test
  void inLargeSetsTheBudgetIsThePublishedOne() {
    assertThat(Prequal.usesPerAnswer(100)).isCloseTo(1.3158, within(0.0001));
    assertThat(Prequal.usesPerAnswer(1_000_000)).isCloseTo(1, within(0.0001));
  }

  @Test
  void fractionsOfUsesAreHandedOutEvenly() {
    int[] uses = new int[10];
    for (int i = 0; i < 10; i++) {
      uses[i] = Prober.usesOf(i, 1.3);
    }
    assertThat(uses).containsExactly(1, 1, 1, 2, 1, 1, 2, 1, 1, 2);
  }

  @Test
  void theSuccessorKeepsThePool() {
    everybodyAnswers(9, 50 * MILLI);
    picks(50);
    loads.clear();
    // Two choices by requests in flight would never pick it; the probes know of no such load.
    candidates.inFlight[0] = 1000;
    Picker successor = policy.newPicker(candidates, picker);
    Set<Integer> picks = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      picks.add(successor.pick(SelectionContext.none(), 0));
    }
    assertThat(picks).contains(0);
  }

  /** At 10 000 requests a second 2^31 answers come within a day. */
  @Test
  void answersAreTakenBeyondTwoToThe31st() {
    ProbePool pool = new ProbePool((1L << 31) - 10);
    for (int i = 0; i < 100; i++) {
      pool.add(new ProbePool.Answer("e" + i, load(i, MILLI), 0, 1), 0);
    }
    Set<String> held = new HashSet<>();
    for (int slot = 0; slot < ProbePool.CAPACITY; slot++) {
      held.add(Objects.requireNonNull(pool.fresh(slot, 0)).id());
    }
    assertThat(held).hasSize(ProbePool.CAPACITY).contains("e99");
  }
}

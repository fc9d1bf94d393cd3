package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.SlowStart;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.StateChange;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where several things happen at once: absences, streams, blocked policies, errors, refusals. */
final class HardCasesTest {

  private static final Duration PAST_EJECTION = Duration.ofSeconds(31);
  private static final Duration CENTURIES = Duration.ofDays(1_000_000);

  private static void succeed(VirtualFleet fleet, int calls) {
    fleet.traffic(calls, Duration.ofMillis(1), id -> Outcome.success());
  }

  // Endpoints must never be lost for good.

  @Test
  void aProbeThatIsJudgedWhileTheEndpointIsAwayCountsOnItsReturn() {
    VirtualFleet fleet = new VirtualFleet(4);
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(PAST_EJECTION);
    Lease<String> probe = fleet.balancer.select();
    assertThat(probe.endpoint().id()).isEqualTo("a");
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    probe.report(Outcome.success());
    probe.close();
    fleet.settle();
    fleet.balancer.update(VirtualFleet.endpoints(4));
    fleet.pass(Duration.ofSeconds(1));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void aStreamThatBeginsWellDecidesAsAProbeLongBeforeItEnds() {
    VirtualFleet fleet = new VirtualFleet(4);
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(PAST_EJECTION);
    Deque<Lease<String>> streams = new ArrayDeque<>();
    streams.add(fleet.balancer.select());
    streams.element().report(Outcome.success());
    fleet.settle();
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    streams.forEach(Lease::close);
  }

  @Test
  void theLastEndpointStaysInTrafficEvenIfOthersHaveLessAgainstThem() {
    VirtualFleet fleet = new VirtualFleet(3);
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.connectFailure(), 5);
    fleet.report("c", Outcome.connectFailure(), 5);
    Map<String, Integer> shares =
        fleet.traffic(
            2000,
            Duration.ofMillis(10),
            id -> id.equals("c") ? Outcome.success() : Outcome.failure());
    assertThat(shares.get("c")).isGreaterThan(1500);
  }

  @Test
  void statisticalEvidenceTurnsHardWhenConnectingFailsToo() {
    VirtualFleet fleet = new VirtualFleet(5);
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.failure(), 5);
    fleet.report("c", Outcome.connectFailure(), 5);
    fleet.report("d", Outcome.connectFailure(), 5);
    assertThat(fleet.look("a").serving()).as("failing open").isTrue();
    fleet.report("a", Outcome.connectFailure(), 5);
    assertThat(fleet.look("a").serving()).isFalse();
    assertThat(fleet.look("b").serving()).isTrue();
  }

  @Test
  void theEndOfAnEjectionForgetsTheFailuresThatLedToIt() {
    List<String> forgotten = new ArrayList<>();
    SelectionPolicy policy = recording(forgotten, new ArrayList<>());
    VirtualFleet fleet = new VirtualFleet(4, builder -> builder.policy(policy));
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(PAST_EJECTION);
    succeed(fleet, 1);
    assertThat(forgotten).hasSize(1);
    fleet.report("a", Outcome.failure(), 4);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  private static SelectionPolicy recording(List<String> forgotten, List<Long> latencies) {
    return new SelectionPolicy() {
      @Override
      public String name() {
        return "recording";
      }

      @Override
      public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
        return (context, attempt) -> 0;
      }

      @Override
      public LoadCell newCell() {
        return new LoadCell() {
          @Override
          public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
            latencies.add(latencyNanos);
          }

          @Override
          public void forget() {
            forgotten.add("forgotten");
          }
        };
      }
    };
  }

  // What is learned.

  @Test
  void aStreamThatBreaksIsLearnedFromOnce() {
    List<Long> latencies = new ArrayList<>();
    VirtualFleet fleet =
        new VirtualFleet(1, builder -> builder.policy(recording(new ArrayList<>(), latencies)));
    try (Lease<String> lease = fleet.balancer.select()) {
      lease.report(Outcome.success());
      lease.report(Outcome.failure());
    }
    assertThat(latencies).hasSize(1);
  }

  @Test
  void aClockSetBackGivesNoNegativeLatency() {
    List<Long> latencies = new ArrayList<>();
    VirtualFleet fleet =
        new VirtualFleet(1, builder -> builder.policy(recording(new ArrayList<>(), latencies)));
    try (Lease<String> lease = fleet.balancer.select()) {
      fleet.ticker.advance(Duration.ofHours(-1));
      lease.report(Outcome.success());
    }
    assertThat(latencies).containsExactly(0L);
  }

  @Test
  void aReportWithinTheTickAfterCloseStillCounts() {
    VirtualFleet fleet = new VirtualFleet(1);
    fleet.pass(Duration.ofMillis(50));
    Lease<String> lease = fleet.balancer.select();
    lease.close();
    fleet.pass(Duration.ofMillis(60));
    lease.report(Outcome.success());
    assertThat(fleet.look("a").counts().successes()).isEqualTo(1);
  }

  @Test
  void aLeaseThatWasClosedInTimeIsNotReclaimed() {
    VirtualFleet fleet =
        new VirtualFleet(1, builder -> builder.leaseTimeLimit(Duration.ofSeconds(1)));
    try (Lease<String> lease = fleet.balancer.select()) {
      lease.report(Outcome.success());
    }
    fleet.pass(Duration.ofSeconds(5));
    assertThat(fleet.balancer.snapshot().reclaimedLeases()).isZero();
  }

  // The ejection budget.

  @Test
  void removedAndDisabledAndWeightlessEndpointsLeaveTheBudgetToTheOthers() {
    VirtualFleet fleet = new VirtualFleet(6);
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.failure(), 5);
    fleet.report("c", Outcome.failure(), 5);
    List<Endpoint<String>> fewer = new ArrayList<>(VirtualFleet.endpoints(6).subList(1, 6));
    fewer.set(0, Endpoint.builder("b", "target of b").weight(0).build());
    fleet.balancer.update(fewer);
    fleet.balancer.disable("c");
    fleet.report("d", Outcome.failure(), 5);
    assertThat(fleet.stateOf("d")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void aDisabledEndpointIsNotEjectedBehindTheBudgetsBack() {
    VirtualFleet fleet = new VirtualFleet(3);
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      open.add(fleet.leaseOn("a"));
    }
    fleet.balancer.disable("a");
    for (Lease<String> lease : open) {
      lease.report(Outcome.failure());
      lease.close();
    }
    fleet.settle();
    fleet.balancer.enable("a");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void sharesAreNotRoundedBelowTheirValue() {
    EjectionPolicy policy = EjectionPolicy.defaults().withMaxEjectedShare(0.29);
    assertThat(policy.permits(Evidence.STATISTICAL, 28, 100)).isTrue();
    assertThat(policy.permits(Evidence.STATISTICAL, 29, 100)).isFalse();
  }

  @Test
  void ejectionsAreShortenedByChanceSoThatClientsDoNotReturnTogether() {
    EjectionPolicy policy = EjectionPolicy.defaults();
    assertThat(policy.durationNanos(0, 0.999)).isLessThan(TimeUnit.MILLISECONDS.toNanos(27_010));
  }

  // Selection.

  @Test
  void aProbeKeepsTheConcurrencyLimit() {
    VirtualFleet fleet =
        new VirtualFleet(
            List.of(
                Endpoint.builder("a", "a").maxConcurrency(1).build(),
                Endpoint.of("b", "b"),
                Endpoint.of("c", "c")),
            builder -> builder.ejection(EjectionPolicy.defaults().withConsecutiveFailures(1)));
    Lease<String> open = fleet.leaseOn("a");
    open.report(Outcome.failure());
    fleet.settle();
    fleet.pass(PAST_EJECTION);
    Lease<String> next = fleet.balancer.select();
    assertThat(next.endpoint().id()).isNotEqualTo("a");
    next.report(Outcome.success());
    next.close();
    open.close();
  }

  @Test
  void anEndpointThatIsEjectedWhileItWarmsUpStartsAnewLater() {
    VirtualFleet fleet = new VirtualFleet(4);
    fleet.balancer.update(VirtualFleet.endpoints(5));
    assertThat(fleet.look("e").slowStartShare()).isLessThan(1);
    fleet.report("e", Outcome.failure(), 5);
    assertThat(fleet.look("e").slowStartShare()).as("nothing warms up while ejected").isEqualTo(1);
  }

  @Test
  void whenAllWarmUpNoneIsHeldBack() {
    VirtualFleet fleet =
        new VirtualFleet(1, builder -> builder.policy(SelectionPolicies.roundRobin()));
    fleet.balancer.update(VirtualFleet.endpoints(4).subList(1, 4));
    Map<String, Integer> shares =
        fleet.traffic(300, Duration.ofNanos(1000), id -> Outcome.success());
    assertThat(shares.values()).containsExactly(100, 100, 100);
  }

  @Test
  void weightZeroStaysOutEvenIfTheOthersAreDisabled() {
    VirtualFleet fleet =
        new VirtualFleet(
            List.of(Endpoint.of("a", "a"), Endpoint.builder("b", "b").weight(0).build()),
            builder -> builder);
    fleet.balancer.disable("a");
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(fleet.balancer::select)
        .matches(e -> e.reason() == Reason.ALL_UNHEALTHY);
  }

  @Test
  void preferenceHoldsWhileANewTableIsBeingMade() {
    AtomicReference<@Nullable Balancer<String>> balancer = new AtomicReference<>();
    List<String> picked = new ArrayList<>();
    SelectionPolicy curious =
        policy(
            () -> {
              Balancer<String> built = balancer.get();
              if (built != null) {
                try (Lease<String> lease = built.select(SelectionContext.none().preferring("c"))) {
                  picked.add(lease.endpoint().id());
                  lease.report(Outcome.success());
                }
              }
            });
    VirtualFleet fleet = new VirtualFleet(3, builder -> builder.policy(curious));
    balancer.set(fleet.balancer);
    fleet.balancer.disable("a");
    assertThat(picked).containsExactly("c");
  }

  /** A policy that picks the first and runs something whenever a picker is made. */
  private static SelectionPolicy policy(Runnable whenMade) {
    return new SelectionPolicy() {
      @Override
      public String name() {
        return "first";
      }

      @Override
      public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
        whenMade.run();
        return (context, attempt) -> 0;
      }
    };
  }

  // Users' code that blocks or dies.

  @Test
  void aPolicyThatBlocksHoldsUpNeitherSnapshotsNorOtherBalancers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean blocking = new AtomicBoolean();
    SelectionPolicy blocked =
        policy(
            () -> {
              if (blocking.get()) {
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    CompletableFuture<StateChange> heard = new CompletableFuture<>();
    BalancerListener listener =
        new BalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            heard.complete(change);
          }
        };
    try (Balancer<String> bad =
            Balancer.<String>builder("bad")
                .endpoints(VirtualFleet.endpoints(4))
                .policy(blocked)
                .build();
        Balancer<String> good =
            Balancer.<String>builder("good")
                .endpoints(VirtualFleet.endpoints(4))
                .listener(listener)
                .build()) {
      blocking.set(true);
      failFiveTimes(bad);
      failFiveTimes(good);
      assertThat(heard.get(20, TimeUnit.SECONDS).to()).isEqualTo(HealthState.EJECTED);
      assertThat(bad.snapshot().endpoints()).hasSize(4);
      release.countDown();
    }
  }

  private static void failFiveTimes(Balancer<String> balancer) {
    for (int i = 0; i < 5; i++) {
      try (Lease<String> lease = balancer.select(SelectionContext.none().preferring("a"))) {
        lease.report(Outcome.failure());
      }
    }
  }

  @Test
  void errorsOfAPolicyAreIsolatedToo() {
    SelectionPolicy dying =
        new SelectionPolicy() {
          @Override
          public String name() {
            return "dying";
          }

          @Override
          public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
            return (context, attempt) -> {
              throw new StackOverflowError();
            };
          }

          @Override
          public LoadCell newCell() {
            return new LoadCell() {
              @Override
              public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
                throw new AssertionError("a bug of the user's");
              }

              @Override
              public void forget() {}
            };
          }
        };
    VirtualFleet fleet = new VirtualFleet(4, builder -> builder.policy(dying));
    fleet.report("a", Outcome.failure(), 5);
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
    for (int i = 0; i < 3; i++) {
      fleet.balancer.select().close();
    }
    fleet.pass(Duration.ofSeconds(1));
    assertThat(fleet.balancer.snapshot().unreportedLeases()).isEqualTo(3);
  }

  @Test
  void aSchedulerThatRefusesForAWhileLosesNothing() {
    AtomicBoolean refusing = new AtomicBoolean();
    FakeTicker ticker = new FakeTicker();
    ManualScheduler manual = new ManualScheduler(ticker);
    Scheduler moody =
        new Scheduler() {
          @Override
          public Cancellable schedule(Runnable task, long delayNanos) {
            return manual.schedule(task, delayNanos);
          }

          @Override
          public void execute(Runnable task) {
            if (refusing.get()) {
              throw new RejectedExecutionException("full");
            }
            manual.execute(task);
          }
        };
    List<StateChange> heard = new ArrayList<>();
    BalancerListener listener =
        new BalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            heard.add(change);
          }
        };
    try (Balancer<String> balancer =
        Balancer.<String>builder("moody")
            .endpoints(VirtualFleet.endpoints(4))
            .ticker(ticker)
            .scheduler(moody)
            .listener(listener)
            .build()) {
      manual.runDue();
      refusing.set(true);
      failFiveTimes(balancer);
      manual.advance(Duration.ofSeconds(1));
      assertThat(balancer.snapshot().inFlight()).isZero();
      refusing.set(false);
      manual.advance(Duration.ofSeconds(1));
      assertThat(balancer.snapshot().endpoint("a").orElseThrow().serving()).isFalse();
      balancer.disable("b");
      manual.runDue();
      assertThat(heard).extracting(StateChange::endpointId).containsExactly("a", "b");
    }
  }

  @Test
  void aListenerFarBehindMissesEventsInsteadOfFillingTheMemory() {
    FakeTicker ticker = new FakeTicker();
    ManualScheduler idle = new ManualScheduler(ticker);
    int[] heard = {0};
    Mailbox mailbox = new Mailbox("test", idle);
    for (int i = 0; i < 20_000; i++) {
      mailbox.post(() -> heard[0]++);
    }
    idle.runDue();
    assertThat(heard[0]).isEqualTo(10_000);
    mailbox.post(() -> heard[0]++);
    idle.runDue();
    assertThat(heard[0]).isEqualTo(10_001);
  }

  // Input.

  @Test
  void durationsBeyondACenturyAreRefusedWhereTheyAreSet() {
    VirtualFleet fleet = new VirtualFleet(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet.balancer.drain("a", CENTURIES))
        .withMessageContaining("36500 days");
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> EjectionPolicy.defaults().withDurations(Duration.ofSeconds(1), CENTURIES));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlowStart.defaults().withWindow(CENTURIES));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Balancer.builder("b").rememberRemoved(CENTURIES));
  }

  @Test
  void aShortDrainOfAnIdleEndpointIsADrain() {
    VirtualFleet fleet = new VirtualFleet(2);
    CompletableFuture<DrainResult> drained =
        fleet.balancer.drain("a", Duration.ofMillis(50)).toCompletableFuture();
    fleet.pass(Duration.ofSeconds(1));
    assertThat(drained.join().status()).isEqualTo(DrainResult.Status.DRAINED);
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.limit.RateLimit;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each permission of a circuit breaker is ended once, however its lease ends. */
final class BreakerPermissionTest {

  private final CountingBreakers breakers = new CountingBreakers();
  private final VirtualFleet fleet =
      new VirtualFleet(1, b -> b.breakers(breakers).leaseTimeLimit(Duration.ofSeconds(10)));

  static Stream<Arguments> ends() {
    return Stream.of(
        end("a success, closed", "1 successes, 0 errors, 0 releases", report(Outcome.success())),
        end("a failure", "0 successes, 1 errors, 0 releases", report(Outcome.failure())),
        end("a rejection", "0 successes, 1 errors, 0 releases", report(Outcome.rejected())),
        end("a time-out", "0 successes, 1 errors, 0 releases", report(Outcome.timeout())),
        end("no connection", "0 successes, 1 errors, 0 releases", report(Outcome.connectFailure())),
        end("ignored", "0 successes, 0 errors, 1 releases", report(Outcome.ignored())),
        end("unreported", "0 successes, 0 errors, 1 releases", Lease::close),
        end(
            "never ended",
            "0 successes, 0 errors, 1 releases",
            lease -> assertThat(lease.target()).isNotNull()),
        end(
            "reported, never closed",
            "1 successes, 0 errors, 0 releases",
            lease -> lease.report(Outcome.success())),
        end(
            "a stream that broke",
            "0 successes, 1 errors, 0 releases",
            lease -> {
              lease.report(Outcome.success());
              lease.report(Outcome.failure());
              lease.close();
            }),
        end(
            "a late failure",
            "0 successes, 1 errors, 0 releases",
            lease -> {
              lease.close();
              lease.report(Outcome.failure());
            }),
        end(
            "reported and closed again and again",
            "1 successes, 0 errors, 0 releases",
            lease -> {
              lease.report(Outcome.success());
              lease.report(Outcome.ignored());
              lease.close();
              lease.report(Outcome.failure());
              lease.close();
              lease.report(Outcome.success());
            }));
  }

  private static Arguments end(String name, String expected, Consumer<Lease<String>> end) {
    return Arguments.of(name, expected, end);
  }

  private static Consumer<Lease<String>> report(Outcome outcome) {
    return lease -> {
      lease.report(outcome);
      lease.close();
    };
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("ends")
  void isEndedOnce(String name, String expected, Consumer<Lease<String>> end) {
    end.accept(fleet.balancer.select());
    fleet.pass(Duration.ofSeconds(11));
    assertThat(breakers.of("a").ends()).as(name).isEqualTo(expected);
    assertThat(breakers.outstanding()).isZero();
    assertThat(fleet.look("a").inFlight()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void isEndedOnceWhileHalfOpen(String name, String expected, Consumer<Lease<String>> end) {
    breakers.of("a").halfOpen = true;
    end.accept(fleet.balancer.select());
    fleet.pass(Duration.ofSeconds(11));
    assertThat(breakers.outstanding()).as(name).isZero();
    assertThat(breakers.of("a").permissions).hasValue(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void isEndedOnceByABreakerThatThrows(String name, String expected, Consumer<Lease<String>> end) {
    Lease<String> lease = fleet.balancer.select();
    breakers.of("a").throwing = true;
    end.accept(lease);
    fleet.pass(Duration.ofSeconds(11));
    assertThat(breakers.of("a").ends()).as(name).isEqualTo(expected);
    assertThat(fleet.look("a").inFlight()).isZero();
  }

  @Test
  void aStreamThatHasBegunWellEndsItAtOnceOnlyWhileHalfOpen() {
    Lease<String> ordinary = fleet.balancer.select();
    ordinary.report(Outcome.success());
    assertThat(breakers.outstanding()).isEqualTo(1);
    breakers.of("a").halfOpen = true;
    Lease<String> trial = fleet.balancer.select();
    trial.report(Outcome.success());
    assertThat(breakers.of("a").ends()).isEqualTo("1 successes, 0 errors, 0 releases");
    trial.report(Outcome.failure());
    trial.close();
    ordinary.close();
    assertThat(breakers.of("a").ends()).isEqualTo("2 successes, 0 errors, 0 releases");
  }

  @Test
  void theLatencyIsThatOfTheFirstReport() {
    Lease<String> stream = fleet.balancer.select();
    fleet.pass(Duration.ofMillis(30));
    stream.report(Outcome.success());
    fleet.pass(Duration.ofSeconds(5));
    stream.close();
    assertThat(breakers.of("a").lastLatencyNanos).isEqualTo(Duration.ofMillis(30).toNanos());
  }

  @Test
  void theBreakerIsToldWhatFailed() {
    fleet.report("a", Outcome.rejected(), 1);
    assertThat(breakers.of("a").lastError).isEqualTo(Outcome.Kind.REJECTED);
  }

  @Test
  void noneIsAskedForWithoutASlot() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet full =
        new VirtualFleet(
            List.of(Endpoint.builder("a", "a").maxConcurrency(1).build()),
            b -> b.breakers(breakers));
    Lease<String> only = full.balancer.select();
    assertThatThrownBy(full.balancer::select).isInstanceOf(NoEndpointAvailableException.class);
    assertThat(breakers.of("a").permissions).hasValue(1);
    only.report(Outcome.success());
    only.close();
    assertThat(breakers.outstanding()).isZero();
  }

  @Test
  void aRefusalGivesTheSlotBackAndThePickGoesElsewhere() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet two = new VirtualFleet(2, b -> b.breakers(breakers));
    breakers.of("a").refuses = true;
    for (int i = 0; i < 50; i++) {
      try (Lease<String> lease = two.balancer.select()) {
        assertThat(lease.endpoint().id()).isEqualTo("b");
        lease.report(Outcome.success());
      }
    }
    try (Lease<String> lease = two.balancer.select(SelectionContext.none().preferring("a"))) {
      assertThat(lease.endpoint().id()).isEqualTo("b");
      lease.report(Outcome.success());
    }
    assertThat(two.look("a").inFlight()).isZero();
    assertThat(two.look("a").selections()).isZero();
    assertThat(breakers.of("a").refusals.get()).isPositive();
    assertThat(breakers.outstanding()).isZero();
  }

  @Test
  void aProbeOfPassiveEjectionNeedsOneToo() {
    CountingBreakers breakers = new CountingBreakers();
    VirtualFleet three = new VirtualFleet(3, b -> b.breakers(breakers));
    three.report("a", Outcome.failure(), 5);
    three.pass(Duration.ofSeconds(31));
    long before = breakers.of("a").permissions.get();
    breakers.of("a").refuses = true;
    assertThat(three.traffic(20, Duration.ofMillis(1), id -> Outcome.success()))
        .doesNotContainKey("a");
    assertThat(three.look("a").inFlight()).isZero();
    breakers.of("a").refuses = false;
    try (Lease<String> probe = three.balancer.select()) {
      assertThat(probe.endpoint().id()).isEqualTo("a");
      probe.report(Outcome.success());
    }
    assertThat(breakers.of("a").permissions).hasValue(before + 1);
    assertThat(breakers.outstanding()).isZero();
  }

  @Test
  void aBreakerThatThrowsIsNoObjection() {
    breakers.of("a").throwing = true;
    fleet.report("a", Outcome.success(), 3);
    assertThat(breakers.of("a").permissions).hasValue(0);
    assertThat(breakers.of("a").ends()).isEqualTo("0 successes, 0 errors, 0 releases");
    assertThat(fleet.look("a").inFlight()).isZero();
  }

  @Test
  void aFactoryThatThrowsLeavesTheEndpointWithout() {
    VirtualFleet without =
        new VirtualFleet(
            2,
            b ->
                b.breakers(
                    (balancer, id, changed) -> {
                      throw new IllegalStateException("a factory's bug");
                    }));
    assertThat(without.traffic(10, Duration.ofMillis(1), id -> Outcome.success())).isNotEmpty();
  }

  @Test
  void theyBalanceWhateverEightThreadsDo() throws Exception {
    CountingBreakers breakers = new CountingBreakers();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    ConcurrentLinkedQueue<Lease<String>> handedOver = new ConcurrentLinkedQueue<>();
    try (Balancer<String> balancer =
        Balancer.<String>builder("stress")
            .endpoints(VirtualFleet.endpoints(3))
            .breakers(breakers)
            .ejection(EjectionPolicy.off())
            .build()) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        ScriptedRandom random = ScriptedRandom.seeded(thread);
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 40_000; i++) {
                    CountingBreakers.Counting one = breakers.of(VirtualFleet.id(i % 3));
                    one.refuses = i % 100 == 1;
                    one.halfOpen = i % 10 == 2;
                    Lease<String> lease = balancer.select();
                    if (random.nextInt(3) == 0) {
                      handedOver.add(lease);
                      endAtRandom(lease, random);
                      lease = handedOver.poll();
                    }
                    if (lease != null) {
                      endAtRandom(lease, random);
                      lease.close();
                    }
                  }
                }));
      }
      for (Future<?> future : running) {
        future.get(2, TimeUnit.MINUTES);
      }
      handedOver.forEach(Lease::close);
      // Leases closed without a report are given up on by the tick.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (breakers.outstanding() > 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(breakers.byId.values())
          .allSatisfy(breaker -> assertThat(breaker.outstanding()).isZero());
      assertThat(balancer.snapshot().inFlight()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void endAtRandom(Lease<String> lease, ScriptedRandom random) {
    switch (random.nextInt(6)) {
      case 0 -> lease.report(Outcome.success());
      case 1 -> lease.report(Outcome.timeout());
      case 2 -> lease.report(Outcome.ignored());
      case 3 -> lease.close();
      case 4 -> {
        lease.report(Outcome.success());
        lease.report(Outcome.failure());
      }
      default -> {
        // Handed on as it is.
      }
    }
  }

  @Test
  void aRefusalCostsNoTokenOfTheRate() {
    VirtualFleet limited =
        new VirtualFleet(
            2,
            b ->
                b.breakers(breakers)
                    .policy(SelectionPolicies.firstAvailable())
                    .endpointRateLimit(RateLimit.perSecond(1)));
    breakers.of("a").refuses = true;
    assertThat(limited.balancer.select().endpoint().id()).isEqualTo("b");
    breakers.of("a").refuses = false;
    assertThat(limited.balancer.select().endpoint().id()).isEqualTo("a");
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.Gradient2;
import io.lb4j.limit.LimitEstimate;
import io.lb4j.limit.LimitSample;
import io.lb4j.limit.Vegas;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Concurrency limits that follow what endpoints do, on simulated servers. */
final class AdaptiveLimitTest {

  private static final double SERVICE_MILLIS = 50;

  private static AdaptiveLimit rule(String name) {
    return name.equals("Vegas") ? Vegas.defaults() : Gradient2.defaults();
  }

  private static VirtualFleet fleet(AdaptiveLimit rule) {
    return new VirtualFleet(1, b -> b.adaptiveLimit(rule).ejection(EjectionPolicy.off()));
  }

  private static int limit(VirtualFleet fleet) {
    return fleet.look("a").concurrencyLimit();
  }

  /** Lets clients call for some seconds; returns the mean limit. */
  private static double meanLimit(VirtualFleet fleet, QueueingServer server, double perSecond) {
    int sum = 0;
    for (int second = 0; second < 60; second++) {
      server.callAtRate(perSecond, Duration.ofSeconds(1));
      sum += limit(fleet);
    }
    return sum / 60.0;
  }

  /**
   * Twice what the server can do, exponential service times. Without a limit its queue would grow
   * by half of all calls. The figures are those of docs/overload.md.
   */
  @ParameterizedTest(name = "{0}, {1} workers: a limit of {2}, a latency of {3} ms")
  @CsvSource({
    "Gradient2, 1, 12, 574",
    "Gradient2, 3, 14, 230",
    "Gradient2, 10, 20, 97",
    "Gradient2, 30, 49, 81",
    "Gradient2, 100, 153, 77",
    "Vegas, 1, 7, 309",
    "Vegas, 3, 7, 118",
    "Vegas, 10, 15, 73",
    "Vegas, 30, 36, 60",
    "Vegas, 100, 108, 55"
  })
  void settlesJustAboveWhatTheServerCanWorkAt(
      String name, int workers, double limit, double latencyMillis) {
    VirtualFleet fleet = fleet(rule(name));
    QueueingServer server = new QueueingServer(fleet, workers, SERVICE_MILLIS, 7);
    server.variesService = true;
    double load = 2 * server.capacity();
    server.callAtRate(load, Duration.ofMinutes(4));

    assertThat(meanLimit(fleet, server, load)).isCloseTo(limit, withinPercentage(25));
    server.callAtRate(load, Duration.ofMinutes(2));
    assertThat(server.served / 120.0).isCloseTo(server.capacity(), withinPercentage(5));
    assertThat(server.meanLatencyMillis()).isCloseTo(latencyMillis, withinPercentage(25));
  }

  @ParameterizedTest
  @CsvSource({"Gradient2, 10", "Gradient2, 40", "Vegas, 10", "Vegas, 40"})
  void fallsWithTheServersCapacityAndRecovers(String name, int workers) {
    VirtualFleet fleet = fleet(rule(name));
    QueueingServer server = new QueueingServer(fleet, workers, SERVICE_MILLIS, 7);
    double load = 2 * server.capacity();
    server.callAtRate(load, Duration.ofMinutes(3));
    double before = meanLimit(fleet, server, load);

    server.workers = workers / 2;
    server.callAtRate(load, Duration.ofSeconds(20));
    double during = meanLimit(fleet, server, load);
    assertThat(during).isLessThan(0.75 * before);

    server.workers = workers;
    server.work();
    server.callAtRate(load, Duration.ofMinutes(2));
    assertThat(meanLimit(fleet, server, load)).isCloseTo(before, withinPercentage(15));
  }

  /** As much parallel work as before, each twice as slow: the best limit stays what it was. */
  @ParameterizedTest
  @CsvSource({"Gradient2", "Vegas"})
  void fallsWhenLatencyDoublesUntilThatIsWhatIsNormal(String name) {
    VirtualFleet fleet = fleet(rule(name));
    QueueingServer server = new QueueingServer(fleet, 20, SERVICE_MILLIS, 7);
    double load = 2 * server.capacity();
    server.callAtRate(load, Duration.ofMinutes(2));
    double before = meanLimit(fleet, server, load);

    server.serviceMillis = 2 * SERVICE_MILLIS;
    int lowest = Integer.MAX_VALUE;
    for (int second = 0; second < 60; second++) {
      server.callAtRate(load, Duration.ofSeconds(1));
      lowest = Math.min(lowest, limit(fleet));
    }
    assertThat(lowest).isLessThan((int) (0.7 * before));

    server.callAtRate(load, Duration.ofMinutes(5));
    assertThat(meanLimit(fleet, server, load)).isGreaterThan(0.8 * before);
  }

  /** The published rules take a queue that lasts for normal, and let the limit grow with it. */
  @ParameterizedTest
  @CsvSource({"Gradient2, 26", "Vegas, 19"})
  void doesNotDriftInAnHourOfSaturation(String name, double high) {
    VirtualFleet fleet = fleet(rule(name));
    QueueingServer server = new QueueingServer(fleet, 10, SERVICE_MILLIS, 7);
    double load = 1.5 * server.capacity();
    server.callAtRate(load, Duration.ofHours(1));
    assertThat(meanLimit(fleet, server, load)).isBetween(10.0, high);
  }

  @ParameterizedTest
  @CsvSource({"Gradient2", "Vegas"})
  void staysWhereItIsWhileItIsNotUsed(String name) {
    VirtualFleet fleet = fleet(rule(name));
    QueueingServer server = new QueueingServer(fleet, 10, SERVICE_MILLIS, 7);
    server.callAtRate(0.1 * server.capacity(), Duration.ofMinutes(5));
    assertThat(limit(fleet)).isEqualTo(20);
    assertThat(server.refused).isZero();
  }

  /** A server that says no rather than let requests wait shows no latency. */
  @ParameterizedTest
  @CsvSource({"Gradient2", "Vegas"})
  void fallsForRejections(String name) {
    VirtualFleet fleet = fleet(rule(name));
    QueueingServer server = new QueueingServer(fleet, 6, SERVICE_MILLIS, 7);
    server.queueLimit = 0;
    double load = 2 * server.capacity();
    server.callAtRate(load, Duration.ofMinutes(2));
    // With two more than there are workers, half of all calls are rejected.
    assertThat(meanLimit(fleet, server, load)).isBetween(5.5, 10.0);
    server.callAtRate(load, Duration.ofMinutes(1));
    assertThat(server.rejected).isLessThan((int) (0.4 * load * 60));
    assertThat(server.served).isGreaterThan((int) (0.85 * server.capacity() * 60));
  }

  @ParameterizedTest
  @CsvSource({"Gradient2", "Vegas"})
  void fallsToOneWhenAllTimesOutAndComesBack(String name) {
    VirtualFleet fleet = fleet(rule(name));
    QueueingServer server = new QueueingServer(fleet, 10, SERVICE_MILLIS, 7);
    double load = 2 * server.capacity();
    server.callAtRate(load, Duration.ofMinutes(2));
    server.patience = Duration.ofMillis(40);
    server.callAtRate(load, Duration.ofMinutes(2));
    server.callAtRate(load, Duration.ofMinutes(1));
    assertThat(server.served).isZero();
    assertThat(limit(fleet)).isEqualTo(1);

    server.patience = Duration.ofSeconds(10);
    server.callAtRate(load, Duration.ofMinutes(2));
    assertThat(meanLimit(fleet, server, load)).isBetween(10.0, 25.0);
  }

  @Test
  void theLowerOfTheConfiguredAndTheAdaptiveLimitHolds() {
    VirtualFleet fleet =
        new VirtualFleet(
            List.of(Endpoint.builder("a", "a").maxConcurrency(7).build(), VirtualFleet.named("b")),
            b -> b.adaptiveLimit(Gradient2.defaults().withLimits(10, 1, 10)));
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      open.add(fleet.balancer.select());
    }
    assertThat(fleet.look("a").inFlight()).isEqualTo(7);
    assertThat(fleet.look("b").inFlight()).isEqualTo(10);
    assertThat(fleet.look("a").concurrencyLimit()).isEqualTo(7);
    assertThat(fleet.look("b").concurrencyLimit()).isEqualTo(10);
    assertThat(fleet.balancer.explain(SelectionContext.none()).candidates())
        .extracting(c -> c.reason())
        .containsExactly("at its limit of 7 in flight", "at its limit of 10 in flight");
    assertThat(new VirtualFleet(1).look("a").concurrencyLimit()).isEqualTo(Endpoint.UNLIMITED);
    open.forEach(Lease::close);
  }

  @Test
  void anEndpointThatReturnsFromAnEjectionBeginsAnew() {
    VirtualFleet fleet =
        new VirtualFleet(3, b -> b.adaptiveLimit(Gradient2.defaults().withLimits(20, 1, 100)));
    for (int window = 0; window < 5; window++) {
      fleet.report("a", Outcome.success(), 1);
      fleet.report("a", Outcome.rejected(), 4);
      fleet.report("a", Outcome.success(), 1);
      fleet.report("a", Outcome.rejected(), 4);
      fleet.pass(Duration.ofSeconds(1));
    }
    assertThat(fleet.look("a").concurrencyLimit()).isLessThan(20);
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofMinutes(1));
    for (int i = 0; i < 3; i++) {
      fleet.traffic(3, Duration.ofMillis(1), id -> Outcome.success());
    }
    assertThat(fleet.look("a").probes()).isEqualTo(1);
    assertThat(fleet.look("a").concurrencyLimit()).isEqualTo(20);
  }

  /** Remembers the samples that it is shown. */
  private static final class Recorder implements AdaptiveLimit, LimitEstimate {

    final List<LimitSample> samples = new ArrayList<>();

    @Override
    public LimitEstimate start() {
      return this;
    }

    @Override
    public int limit() {
      return 100;
    }

    @Override
    public LimitEstimate after(LimitSample sample) {
      samples.add(sample);
      return this;
    }
  }

  private static void request(VirtualFleet fleet, Outcome outcome, int millis) {
    Lease<String> lease = fleet.balancer.select();
    fleet.pass(Duration.ofMillis(millis));
    lease.report(outcome);
    lease.close();
  }

  @Test
  void aSampleHoldsWhatSaysSomethingAboutLoad() {
    Recorder recorder = new Recorder();
    VirtualFleet fleet = fleet(recorder);
    Lease<String> first = fleet.balancer.select();
    Lease<String> second = fleet.balancer.select();
    for (int i = 0; i < 6; i++) {
      request(fleet, Outcome.success(), 100);
      request(fleet, Outcome.ignored(), 1);
      request(fleet, Outcome.failure(), 1);
      request(fleet, Outcome.connectFailure(), 1);
    }
    first.close();
    second.close();
    request(fleet, Outcome.timeout(), 400);
    request(fleet, Outcome.rejected(), 1);
    request(fleet, Outcome.rejected(), 1);
    assertThat(recorder.samples).as("nine outcomes are too few").isEmpty();
    request(fleet, Outcome.success(), 100);

    assertThat(recorder.samples).hasSize(1);
    LimitSample sample = recorder.samples.get(0);
    assertThat(sample.successes()).isEqualTo(7);
    assertThat(sample.drops()).isEqualTo(3);
    assertThat(sample.peakInFlight()).isEqualTo(3);
    // Latencies are kept in units of 4 µs.
    assertThat(sample.latencyNanos()).isBetween(99_990_000L, 100_010_000L);
  }

  @Test
  void aSampleIsTakenOnceASecondAtMost() {
    Recorder recorder = new Recorder();
    VirtualFleet fleet = fleet(recorder);
    for (int i = 0; i < 1000; i++) {
      request(fleet, Outcome.success(), 10);
    }
    assertThat(recorder.samples).hasSize(10);
    assertThat(recorder.samples).allSatisfy(s -> assertThat(s.successes()).isEqualTo(100));
  }

  @Test
  void aClockThatIsSetBackHoldsUpNothing() {
    Recorder recorder = new Recorder();
    VirtualFleet fleet = fleet(recorder);
    fleet.ticker.advance(Duration.ofHours(-1));
    for (int i = 0; i < 300; i++) {
      request(fleet, Outcome.success(), 10);
    }
    assertThat(recorder.samples).hasSizeBetween(2, 3);
  }

  /** What users' rules do wrong. */
  static Stream<Arguments> broken() {
    LimitEstimate fine = Gradient2.defaults().start();
    return Stream.of(
        broken("throws at the start", Endpoint.UNLIMITED, AdaptiveLimitTest::fail),
        broken("starts with null", Endpoint.UNLIMITED, () -> null),
        broken("throws when asked for the limit", Endpoint.UNLIMITED, estimate(-2, fine)),
        broken("starts below 1", 1, estimate(-1, estimate(0, null))),
        broken("throws at a sample", 5, estimate(5, null)),
        broken("answers a sample with an estimate that throws", 5, estimate(5, estimate(-2, null))),
        broken("answers a sample with 0", 1, estimate(5, estimate(0, null))));
  }

  private static Arguments broken(String name, int limit, AdaptiveLimit rule) {
    return Arguments.of(name, limit, rule);
  }

  private static Arguments broken(String name, int limit, LimitEstimate start) {
    return broken(name, limit, () -> start);
  }

  private static LimitEstimate fail() {
    throw new IllegalStateException("a rule's bug");
  }

  /** An estimate of some limit, or that throws at −2; without a next one it throws at samples. */
  private static LimitEstimate estimate(int limit, LimitEstimate next) {
    return new LimitEstimate() {
      @Override
      public int limit() {
        return limit == -2 ? fail().limit() : limit;
      }

      @Override
      public LimitEstimate after(LimitSample sample) {
        return next == null ? fail() : next;
      }
    };
  }

  @ParameterizedTest(name = "a rule that {0}")
  @MethodSource("broken")
  void aBrokenRuleBreaksNothing(String name, int limit, AdaptiveLimit rule) {
    VirtualFleet fleet = fleet(rule);
    for (int i = 0; i < 500; i++) {
      request(fleet, Outcome.success(), 10);
    }
    assertThat(fleet.look("a").counts().successes()).isEqualTo(500);
    assertThat(fleet.look("a").inFlight()).isZero();
    assertThat(limit(fleet)).as(name).isEqualTo(limit);
  }
}

package io.lb4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.Readiness;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.time.TimeAndChance;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a binder shows of one balancer, and for how long. */
final class BalancerMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Fleet fleet = new Fleet(3);

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }

  @Test
  void requestsAreTimedByOutcomeAndAttempt() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);

    fleet.call(SelectionContext.none(), Duration.ofMillis(20), Outcome.timeout());
    fleet.call(
        SelectionContext.none().asAttempt(AttemptKind.RETRY),
        Duration.ofMillis(30),
        Outcome.success());

    var late = registry.get("lb.client.requests").tags("outcome", "timeout", "attempt", "first");
    assertThat(late.timer().count()).isEqualTo(1);
    assertThat(late.timer().totalTime(TimeUnit.MILLISECONDS)).isCloseTo(20, within(0.001));
    var again = registry.get("lb.client.requests").tags("outcome", "success", "attempt", "retry");
    assertThat(again.timer().totalTime(TimeUnit.MILLISECONDS)).isCloseTo(30, within(0.001));
    assertThat(registry.get("lb.client.duration").timer().count()).isEqualTo(2);
  }

  @Test
  void allMetersNameTheBalancerAndItsPolicy() {
    BalancerMetrics.of(fleet.balancer, MetricsOptions.defaults().withTags(Tag.of("region", "eu-1")))
        .bindTo(registry);
    fleet.callsOfAllKinds();

    assertThat(registry.getMeters())
        .allSatisfy(
            meter ->
                assertThat(meter.getId().getTags())
                    .contains(
                        Tag.of("lb.name", "orders"),
                        Tag.of("policy", "peak_ewma"),
                        Tag.of("region", "eu-1")));
  }

  @Test
  void requestsUnderWayAreActive() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    Lease<String> open = fleet.balancer.select();
    fleet.pass(Fleet.A_SECOND);
    assertThat(gauge("lb.client.active.requests")).isEqualTo(1);

    open.report(Outcome.success());
    open.close();
    fleet.pass(Fleet.A_SECOND);
    assertThat(gauge("lb.client.active.requests")).isZero();
    assertThat(count("lb.client.selections")).isEqualTo(1);
  }

  @Test
  void ejectionsShowInStatesAndByReason() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    for (int i = 0; i < 5; i++) {
      fleet.callOn("e1", Outcome.connectFailure());
    }
    fleet.pass(Fleet.A_SECOND);

    assertThat(gauge("lb.endpoints", "state", "ejected")).isEqualTo(1);
    assertThat(gauge("lb.endpoints", "state", "healthy")).isEqualTo(2);
    assertThat(gauge("lb.endpoints.serving")).isEqualTo(2);
    assertThat(count("lb.ejections", "reason", "connect_failures")).isEqualTo(1);
    assertThat(count("lb.ejections", "reason", "failures")).isZero();
  }

  @Test
  void countsSurviveTheEndpointsThatMadeThem() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    for (int i = 0; i < 30; i++) {
      fleet.call(SelectionContext.none(), Duration.ofMillis(1), Outcome.success());
    }
    fleet.balancer.update(Fleet.endpoints(3, 6));
    fleet.pass(Duration.ofHours(1));

    assertThat(count("lb.client.selections")).isEqualTo(30);
  }

  @Test
  void whatWasIgnoredCountsAsARequestButNotForQuantiles() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);

    fleet.call(SelectionContext.none(), Duration.ofSeconds(9), Outcome.ignored());

    assertThat(registry.get("lb.client.requests").tags("outcome", "ignored").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("lb.client.duration").timer().count()).isZero();
  }

  @Test
  void panicShowsAndIsNoSkew() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    assertThat(gauge("lb.panic")).isZero();

    fleet.balancer.update(
        List.of(
            Endpoint.of("e0", "target 0"),
            Endpoint.builder("e1", "target 1").readiness(Readiness.UNREADY).build(),
            Endpoint.builder("e2", "target 2").readiness(Readiness.UNREADY).build()));
    fleet.pass(Fleet.A_SECOND);

    assertThat(gauge("lb.panic")).isEqualTo(1);
    assertThat(gauge("lb.skewed")).isZero();
  }

  @Test
  void sessionsAndThoseThatMoved() {
    Fleet sticky =
        new Fleet(
            2,
            builder ->
                builder
                    .endpoints(Fleet.endpoints(0, 2))
                    .affinity(SessionAffinity.inMemory(100, Duration.ofHours(1))));
    BalancerMetrics.of(sticky.balancer).bindTo(registry);
    for (String key : List.of("k1", "k2", "k3")) {
      sticky.call(SelectionContext.forKey(key), Duration.ZERO, Outcome.success());
    }
    sticky.pass(Fleet.A_SECOND);
    assertThat(gauge("lb.sessions")).isEqualTo(3);
    assertThat(count("lb.sessions.moved")).isZero();

    sticky.balancer.update(Fleet.endpoints(2, 4));
    sticky.call(SelectionContext.forKey("k1"), Duration.ZERO, Outcome.success());
    sticky.pass(Fleet.A_SECOND);

    assertThat(count("lb.sessions.moved")).isEqualTo(1);
  }

  @Test
  void aBinderThatIsClosedListensNoMore() {
    BalancerMetrics metrics = BalancerMetrics.of(fleet.balancer);
    metrics.bindTo(registry);
    Timer duration = registry.get("lb.client.duration").timer();
    metrics.close();

    fleet.call(SelectionContext.none(), Duration.ofMillis(1), Outcome.success());

    assertThat(duration.count()).isZero();
  }

  @Test
  void aCountThatIsTakenBackIsShownUntilItIsExceeded() {
    AtomicLong count = new AtomicLong();
    Rising rising = new Rising(snapshot -> count.get());
    LatestSnapshot latest = new LatestSnapshot(fleet.balancer);

    List<Double> shown = new ArrayList<>();
    for (long now : new long[] {0, 5, 4, 5, 6}) {
      count.set(now);
      shown.add(rising.applyAsDouble(latest));
    }

    assertThat(shown).containsExactly(0.0, 5.0, 5.0, 5.0, 6.0);
  }

  @Test
  void discoveryShowsItsAgeAndWhetherItIsStale() {
    AtomicReference<EndpointSource.Receiver<? super String>> receiver = new AtomicReference<>();
    Fleet fed =
        new Fleet(
            0,
            builder ->
                builder.source(
                    new EndpointSource<>() {
                      @Override
                      public String name() {
                        return "registry";
                      }

                      @Override
                      public Duration staleAfter() {
                        return Duration.ofSeconds(30);
                      }

                      @Override
                      public Subscription subscribe(
                          Receiver<? super String> to, TimeAndChance timeAndChance) {
                        receiver.set(to);
                        return () -> {};
                      }
                    }));
    BalancerMetrics.of(fed.balancer).bindTo(registry);
    receiver.get().onEndpoints(Fleet.endpoints(0, 3));
    receiver.get().onEndpoints(List.of());
    fed.pass(Duration.ofSeconds(20));
    assertThat(gauge("lb.discovery.age")).isEqualTo(20);
    assertThat(gauge("lb.discovery.stale")).isZero();

    receiver.get().onError("down");
    fed.pass(Duration.ofSeconds(20));

    assertThat(gauge("lb.discovery.stale")).isEqualTo(1);
    assertThat(count("lb.discovery.updates", "result", "applied")).isEqualTo(1);
    assertThat(count("lb.discovery.updates", "result", "ignored_empty")).isEqualTo(1);
    assertThat(count("lb.discovery.updates", "result", "failed")).isEqualTo(2);
  }

  @Test
  void retriesHedgesAndTheBudget() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    assertThat(fleet.balancer.retryBudget().tryHedge()).isTrue();
    int retries = 0;
    while (fleet.balancer.retryBudget().tryRetry()) {
      retries++;
    }
    fleet.pass(Duration.ofMillis(600));

    assertThat(count("lb.client.retries")).isEqualTo(retries);
    assertThat(count("lb.client.hedges")).isEqualTo(1);
    assertThat(count("lb.client.retries.refused")).isEqualTo(1);
    assertThat(gauge("lb.client.retry.budget")).isLessThan(1);
  }

  @Test
  void theMetersGoWithTheBalancer() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    fleet.callsOfAllKinds();
    Lease<String> late = fleet.balancer.select();
    assertThat(registry.getMeters()).isNotEmpty();

    fleet.balancer.close();
    fleet.scheduler.runDue();
    late.report(Outcome.success());
    late.close();

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void theMetersGoWithTheBinder() {
    BalancerMetrics metrics = BalancerMetrics.of(fleet.balancer);
    metrics.bindTo(registry);
    metrics.bindTo(registry);
    fleet.callsOfAllKinds();

    metrics.close();
    fleet.callsOfAllKinds();

    assertThat(registry.getMeters()).isEmpty();
    metrics.bindTo(registry);
    assertThat(registry.getMeters()).as("bound again").isNotEmpty();
  }

  @Test
  void aClosedBalancerHasNone() {
    fleet.balancer.close();
    BalancerMetrics.of(fleet.balancer).bindTo(registry);

    assertThat(registry.getMeters()).isEmpty();
  }

  /** The balancer before is closed, but its meters go a moment later. */
  @Test
  void aBalancerThatIsBuiltAnewTakesThePlaceOfTheOneBefore() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    fleet.callsOfAllKinds();
    fleet.balancer.close();
    Fleet next = new Fleet(5);
    BalancerMetrics.of(next.balancer).bindTo(registry);
    fleet.scheduler.runDue();

    next.call(SelectionContext.none(), Duration.ofMillis(1), Outcome.success());
    next.pass(Fleet.A_SECOND);

    assertThat(registry.get("lb.client.duration").timer().count()).isEqualTo(1);
    assertThat(count("lb.client.selections")).isEqualTo(1);
    assertThat(gauge("lb.endpoints.serving")).isEqualTo(5);
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    assertThat(gauge("lb.endpoints.serving")).as("who is closed takes no place").isEqualTo(5);
  }

  @Test
  void ofTwoOpenBalancersOfOneNameTheLastIsShownAndStays() {
    Fleet next = new Fleet(5);
    BalancerMetrics first = BalancerMetrics.of(fleet.balancer);
    first.bindTo(registry);
    BalancerMetrics.of(next.balancer).bindTo(registry);

    fleet.callsOfAllKinds();
    first.close();

    assertThat(registry.get("lb.client.duration").timer().count()).isZero();
    assertThat(gauge("lb.endpoints.serving")).isEqualTo(5);
  }

  @Test
  void ofTwoThatBeginAtOnceOneIsShownAndStays() throws InterruptedException {
    Fleet next = new Fleet(5);
    BalancerMetrics first = BalancerMetrics.of(fleet.balancer);
    Thread second = new Thread(() -> BalancerMetrics.of(next.balancer).bindTo(registry));
    AtomicReference<Thread> overtaking = new AtomicReference<>(second);
    registry
        .config()
        .onMeterAdded(
            meter -> {
              Thread other = overtaking.getAndSet(null);
              if (other != null) {
                other.start();
                while (other.getState() != Thread.State.BLOCKED && other.isAlive()) {
                  Thread.onSpinWait();
                }
              }
            });

    first.bindTo(registry);
    second.join();
    fleet.call(SelectionContext.none(), Duration.ofMillis(1), Outcome.success());
    first.close();

    assertThat(gauge("lb.endpoints.serving")).isEqualTo(5);
    assertThat(registry.get("lb.client.duration").timer().count())
        .as("the first one's requests")
        .isZero();
  }

  @Test
  void tagsTellBalancersOfOneNameApart() {
    Fleet next = new Fleet(5);
    BalancerMetrics.of(fleet.balancer, MetricsOptions.defaults().withTags(Tag.of("unit", "a")))
        .bindTo(registry);
    BalancerMetrics.of(next.balancer, MetricsOptions.defaults().withTags(Tag.of("unit", "b")))
        .bindTo(registry);

    assertThat(gauge("lb.endpoints.serving", "unit", "a")).isEqualTo(3);
    assertThat(gauge("lb.endpoints.serving", "unit", "b")).isEqualTo(5);
  }

  @Test
  void twoBindersOfOneBalancerCountEachRequestOnce() {
    BalancerMetrics.of(fleet.balancer).bindTo(registry);
    BalancerMetrics.of(fleet.balancer).bindTo(registry);

    fleet.call(SelectionContext.none(), Duration.ofMillis(1), Outcome.success());

    assertThat(registry.get("lb.client.requests").timer().count()).isEqualTo(1);
    assertThat(registry.get("lb.client.duration").timer().count()).isEqualTo(1);
  }

  @Test
  void aRegistryKeepsNoBalancerThatWasDropped() {
    WeakReference<Balancer<String>> dropped = boundAndDropped();
    for (int i = 0; i < 100 && dropped.get() != null; i++) {
      System.gc();
    }
    assertThat(dropped.get()).isNull();
    assertThat(registry.getMeters()).isNotEmpty();
  }

  private WeakReference<Balancer<String>> boundAndDropped() {
    Balancer<String> balancer =
        Balancer.<String>builder("dropped").endpoints(Fleet.endpoints(0, 3)).build();
    BalancerMetrics.of(balancer).bindTo(registry);
    return new WeakReference<>(balancer);
  }

  @Test
  void namesMayHoldWhatPrometheusEscapes() {
    String name = "a\"b\\c d{e=1,f}é🙂";
    try (Balancer<String> balancer =
        Balancer.<String>builder(name).endpoints(Fleet.endpoints(0, 1)).build()) {
      Scrape scrape = new Scrape().of(balancer, MetricsOptions.defaults());

      assertThat(scrape.series())
          .allSatisfy(line -> assertThat(line).contains("lb_name=\"a\\\"b\\\\c d{e=1,f}é🙂\","));
    }
  }

  @Test
  void twoRegistriesSeeTheSame() {
    SimpleMeterRegistry other = new SimpleMeterRegistry();
    BalancerMetrics metrics = BalancerMetrics.of(fleet.balancer);
    metrics.bindTo(registry);
    metrics.bindTo(other);

    fleet.call(SelectionContext.none(), Duration.ofMillis(1), Outcome.success());

    assertThat(registry.get("lb.client.duration").timer().count()).isEqualTo(1);
    assertThat(other.get("lb.client.duration").timer().count()).isEqualTo(1);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    MetricsOptions options = MetricsOptions.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withBuckets(Duration.ZERO))
        .withMessage("bucket is 0s; it must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withEndpoints(0))
        .withMessage("max is 0; it must be at least 1");
  }
}

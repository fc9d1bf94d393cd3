package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.HealthState;
import io.lb4j.health.SlowStart;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A balancer checks three servers by HTTP and calls follow what it finds. The sockets are real, the
 * balancer's time is the test's: it stands still while servers answer.
 */
final class HealthChecksTest {

  private static final String URL = "http://orders/";
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Enough for three failed checks or two passed ones, in doubt every half interval. */
  private static final Duration VERDICT = INTERVAL.multipliedBy(4);

  @RegisterExtension final Cluster cluster = new Cluster();

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Set<String> hanging = ConcurrentHashMap.newKeySet();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Backend c = cluster.backend("c");
  private final Balancer<URI> orders =
      cluster.add(
          cluster
              .ordersBuilder(a, b, c)
              .healthChecks(
                  HealthChecks.every(
                      INTERVAL,
                      watched(HttpHealthProbe.builder(new OkHttpClient(), "orders").build())))
              .slowStart(SlowStart.off())
              .ticker(ticker)
              .wallClock(ticker)
              .scheduler(scheduler)
              .build());
  private final OkHttpClient client = cluster.wrap(orders);

  @Test
  void aServerThatStopsPassingLeavesTrafficAndComesBackWhenItPassesAgain() throws IOException {
    pass(VERDICT);
    assertThat(served(6)).containsExactlyInAnyOrder("a", "a", "b", "b", "c", "c");

    answerChecks(b, Backend.status(503));
    pass(VERDICT);
    assertThat(state("b")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(lastCheck("b")).isEqualTo(CheckResult.failed("status 503, expected 200 to 299"));
    assertThat(served(6)).doesNotContain("b");

    answerChecks(b, Backend.ok("fine"));
    pass(VERDICT);
    assertThat(state("b")).isEqualTo(HealthState.HEALTHY);
    assertThat(served(6)).containsExactlyInAnyOrder("a", "a", "b", "b", "c", "c");
    assertIdle(orders);
  }

  @Test
  void aServerWhoseChecksHangLeavesTrafficAndNoCheckOfItGoesOn() throws IOException {
    hanging.add("b");
    answerChecks(b, Backend.silence());
    pass(VERDICT);

    assertThat(state("b")).isEqualTo(HealthState.UNHEALTHY);
    assertThat(lastCheck("b")).isEqualTo(CheckResult.failed("no answer within 200ms"));
    assertThat(served(6)).doesNotContain("b");
    assertThat(state("a")).isEqualTo(HealthState.HEALTHY);

    answerChecks(b, Backend.ok("fine"));
    hanging.clear();
    pass(VERDICT);
    assertThat(state("b")).isEqualTo(HealthState.HEALTHY);
    Await.until("the checks that hung have ended", () -> CallThreads.to("orders") == 0);
  }

  @Test
  void whenAllFailTheirChecksAtOnceCallsStillGoOut() throws IOException {
    List.of(a, b, c).forEach(backend -> answerChecks(backend, Backend.status(500)));
    pass(VERDICT);

    assertThat(List.of("a", "b", "c"))
        .allSatisfy(id -> assertThat(state(id)).isEqualTo(HealthState.UNHEALTHY));
    assertThat(served(6)).containsExactlyInAnyOrder("a", "a", "b", "b", "c", "c");
    assertIdle(orders);
  }

  @Test
  void whoJoinsIsCalledOnceItHasPassedACheck() throws IOException {
    Backend late = cluster.backend("late");
    answerChecks(late, Backend.status(503));
    orders.update(List.of(a.endpoint(), b.endpoint(), c.endpoint(), late.endpoint()));
    pass(TICK.multipliedBy(3));
    assertThat(state("late")).isEqualTo(HealthState.STARTING);
    assertThat(served(8)).doesNotContain("late");

    answerChecks(late, Backend.ok("fine"));
    pass(INTERVAL);
    assertThat(served(8)).contains("late");
  }

  /** Tells which endpoints have a check that is not answered. */
  private HealthProbe<URI> watched(HealthProbe<URI> probe) {
    return endpoint -> {
      underWay.add(endpoint.id());
      CompletionStage<CheckResult> answer = probe.check(endpoint);
      // Before the balancer, that is: what is registered first is told last.
      answer.whenComplete((result, failure) -> underWay.remove(endpoint.id()));
      return answer;
    };
  }

  /** Lets time pass, but for servers that hang never while a check is to be answered. */
  private void pass(Duration time) {
    for (long ticks = time.dividedBy(TICK); ticks > 0; ticks--) {
      scheduler.advance(TICK);
      Await.until("the checks are answered", () -> hanging.containsAll(underWay));
    }
  }

  private static void answerChecks(Backend backend, MockResponse answer) {
    backend.behave(
        request -> request.getTarget().equals("/health") ? answer : Backend.ok(backend.name()));
  }

  private List<String> served(int calls) throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      names.add(get(client, URL));
    }
    return names;
  }

  private HealthState state(String id) {
    return Cluster.endpoint(orders, id).state();
  }

  private CheckResult lastCheck(String id) {
    return Cluster.endpoint(orders, id).lastCheck().result();
  }
}

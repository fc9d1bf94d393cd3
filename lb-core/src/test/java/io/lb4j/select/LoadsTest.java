package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scans over packed loads, of more candidates than the contract's balancers have. */
final class LoadsTest {

  private static final int SIZE = 40;

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final List<Lease<String>> open = new ArrayList<>();

  private Balancer<String> balancer(SelectionPolicy policy) {
    return Balancer.<String>builder("packed")
        .endpoints(endpoints(SIZE))
        .policy(policy)
        .ticker(ticker)
        .scheduler(scheduler)
        .random(ScriptedRandom.seeded(1))
        .build();
  }

  private static List<Endpoint<String>> endpoints(int size) {
    return IntStream.range(0, size).mapToObj(i -> Endpoint.of("e" + i, "e" + i)).toList();
  }

  private void open(Balancer<String> balancer, int count) {
    for (int i = 0; i < count; i++) {
      open.add(balancer.select());
    }
  }

  private static void succeed(Lease<String> lease) {
    lease.report(Outcome.success());
    lease.close();
  }

  private static Set<Integer> inFlight(Balancer<String> balancer) {
    Set<Integer> counts = new HashSet<>();
    for (EndpointSnapshot endpoint : balancer.snapshot().endpoints()) {
      counts.add(endpoint.inFlight());
    }
    return counts;
  }

  @Test
  void everySelectionAndEveryCloseCountsAtOnce() {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests());
    open(balancer, 10 * SIZE);
    assertThat(inFlight(balancer)).containsExactly(10);
    Random chance = new Random(2);
    for (int i = 0; i < 5 * SIZE; i++) {
      succeed(open.remove(chance.nextInt(open.size())));
    }
    open(balancer, 5 * SIZE);
    assertThat(inFlight(balancer)).containsExactly(10);
  }

  @Test
  void anUpdateInBetweenLosesNothing() {
    Balancer<String> balancer = balancer(SelectionPolicies.leastConnections());
    open(balancer, 10 * SIZE);
    balancer.update(endpoints(SIZE - 1));
    open.removeIf(
        lease -> {
          boolean leaves = lease.target().equals("e3") || lease.target().equals("e39");
          if (leaves) {
            succeed(lease);
          }
          return leaves;
        });
    open(balancer, 10);
    assertThat(inFlight(balancer)).containsExactly(10);
    assertThat(open.subList(open.size() - 10, open.size()))
        .allMatch(lease -> lease.target().equals("e3"));
  }

  @Test
  void aFailureCountsAtOnce() {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests());
    Lease<String> failing = balancer.select();
    failing.report(Outcome.failure());
    failing.close();
    for (int i = 0; i < SIZE * 5; i++) {
      Lease<String> lease = balancer.select();
      assertThat(lease.target()).isNotEqualTo(failing.target());
      succeed(lease);
    }
  }

  @Test
  void whatTimeHealsIsNoticedWithoutAnyEvent() {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests());
    Lease<String> failing = balancer.select();
    failing.report(Outcome.failure());
    failing.close();
    scheduler.advance(Duration.ofMinutes(3));
    open(balancer, SIZE);
    assertThat(inFlight(balancer)).containsExactly(1);
  }

  @Test
  void avoidanceAndLimitsHold() {
    Balancer<String> balancer =
        Balancer.<String>builder("limited")
            .endpoints(
                IntStream.range(0, SIZE)
                    .mapToObj(i -> Endpoint.builder("e" + i, "e" + i).maxConcurrency(2).build())
                    .toList())
            .policy(SelectionPolicies.weightedLeastRequests(1))
            .build();
    open(balancer, 2 * SIZE - 1);
    open.forEach(LoadsTest::succeed);
    SelectionContext context = SelectionContext.none().avoiding(Endpoint.of("e7", "e7"));
    for (int i = 0; i < 2 * (SIZE - 1); i++) {
      assertThat(balancer.select(context).target()).isNotEqualTo("e7");
    }
  }

  /** Whatever races left behind is mended by the next tick. */
  @Test
  @Timeout(60)
  void loadsAreRightAfterThreadsHaveRaced() throws InterruptedException {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests());
    CountDownLatch done = new CountDownLatch(3);
    for (int thread = 0; thread < 3; thread++) {
      new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  succeed(balancer.select());
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    scheduler.advance(Duration.ofMillis(100));
    open(balancer, 3 * SIZE);
    assertThat(inFlight(balancer)).containsExactly(3);
  }
}

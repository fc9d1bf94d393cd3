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
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans over packed loads, of more candidates than the contract's balancers have. */
final class LoadsTest {

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final List<Lease<String>> open = new ArrayList<>();

  private Balancer<String> balancer(SelectionPolicy policy, int size) {
    return Balancer.<String>builder("packed")
        .endpoints(endpoints(size))
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

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void everySelectionAndEveryCloseCountsAtOnce(int size) {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests(), size);
    open(balancer, 10 * size);
    assertThat(inFlight(balancer)).containsExactly(10);
    Random chance = new Random(2);
    for (int i = 0; i < 5 * size; i++) {
      succeed(open.remove(chance.nextInt(open.size())));
    }
    open(balancer, 5 * size);
    assertThat(inFlight(balancer)).containsExactly(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void aCloseIsNoticedWithoutATick(int size) {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests(), size);
    open(balancer, 3 * size);
    scheduler.advance(Duration.ofMillis(100));
    succeed(balancer.select());
    for (int i = 0; i < size; i++) {
      Lease<String> closed = open.remove(0);
      succeed(closed);
      Lease<String> next = balancer.select();
      assertThat(next.target()).isEqualTo(closed.target());
      open.add(next);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void anUpdateInBetweenLosesNothing(int size) {
    Balancer<String> balancer = balancer(SelectionPolicies.leastConnections(), size);
    open(balancer, 10 * size);
    balancer.update(endpoints(size - 1));
    open.removeIf(
        lease -> {
          boolean leaves = lease.target().equals("e3") || lease.target().equals("e" + (size - 1));
          if (leaves) {
            succeed(lease);
          }
          return leaves;
        });
    open(balancer, 10);
    assertThat(inFlight(balancer)).containsExactly(10);
    assertThat(open.subList(open.size() - 10, open.size()))
        .allMatch(lease -> lease.target().equals("e3"));
    open(balancer, 3 * (size - 1));
    assertThat(inFlight(balancer)).containsExactly(13);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void aFailureCountsAtOnce(int size) {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests(), size);
    Lease<String> failing = balancer.select();
    failing.report(Outcome.failure());
    failing.close();
    for (int i = 0; i < size * 5; i++) {
      Lease<String> lease = balancer.select();
      assertThat(lease.target()).isNotEqualTo(failing.target());
      succeed(lease);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void aFailureCountsBeforeTheClose(int size) {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests(), size);
    open(balancer, size);
    Lease<String> failing = open.get(size / 2);
    failing.report(Outcome.failure());
    for (int i = 1; i < size; i++) {
      assertThat(balancer.select().target()).isNotEqualTo(failing.target());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void whatTimeHealsIsNoticedWithoutAnyEvent(int size) {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests(), size);
    Lease<String> failing = balancer.select();
    failing.report(Outcome.failure());
    failing.close();
    scheduler.advance(Duration.ofMinutes(3));
    open(balancer, size);
    assertThat(inFlight(balancer)).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void anEndpointThatFailedIsTriedAgainThoughOthersAreIdle(int size) {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests(), size);
    Lease<String> failing = balancer.select();
    for (int i = 0; i < 4; i++) {
      Lease<String> again = balancer.select(SelectionContext.none().preferring(failing.target()));
      again.report(Outcome.failure());
      again.close();
    }
    succeed(failing);
    scheduler.advance(Duration.ofSeconds(25));
    Set<String> tried = new HashSet<>();
    for (int i = 0; i < 20 * size; i++) {
      Lease<String> lease = balancer.select();
      tried.add(lease.target());
      succeed(lease);
    }
    assertThat(tried).hasSize(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void avoidanceAndLimitsHold(int size) {
    Balancer<String> balancer =
        Balancer.<String>builder("limited")
            .endpoints(
                IntStream.range(0, size)
                    .mapToObj(i -> Endpoint.builder("e" + i, "e" + i).maxConcurrency(2).build())
                    .toList())
            .policy(SelectionPolicies.weightedLeastRequests(1))
            .build();
    open(balancer, 2 * size - 1);
    open.forEach(LoadsTest::succeed);
    SelectionContext context = SelectionContext.none().avoiding(Endpoint.of("e7", "e7"));
    for (int i = 0; i < 2 * (size - 1); i++) {
      assertThat(balancer.select(context).target()).isNotEqualTo("e7");
    }
  }

  /** Whatever races left behind is mended by the next tick. */
  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  @Timeout(60)
  void loadsAreRightAfterThreadsHaveRaced(int size) throws InterruptedException {
    Balancer<String> balancer = balancer(SelectionPolicies.leastRequests(), size);
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
    open(balancer, 3 * size);
    assertThat(inFlight(balancer)).containsExactly(3);
  }

  @Test
  void equalsAreDrawnByWeightAcrossBlocks() {
    Balancer<Integer> balancer =
        Balancer.<Integer>builder("weighted")
            .endpoints(
                IntStream.range(0, 200)
                    .mapToObj(i -> Endpoint.builder("e" + i, i).weight(1 + i % 4).build())
                    .toList())
            .policy(SelectionPolicies.leastConnections())
            .random(ScriptedRandom.seeded(3))
            .build();
    int[] picks = new int[4];
    int[] picksByHalf = new int[2];
    for (int i = 0; i < 20_000; i++) {
      try (Lease<Integer> lease = balancer.select()) {
        picks[lease.target() % 4]++;
        picksByHalf[lease.target() / 100]++;
        lease.report(Outcome.success());
      }
    }
    for (int i = 0; i < 4; i++) {
      assertThat(picks[i]).isBetween(2000 * (i + 1) * 95 / 100, 2000 * (i + 1) * 105 / 100);
    }
    assertThat(picksByHalf[0]).isBetween(9_700, 10_300);
  }

  /** Sent elsewhere by the balancer only, such a request would go anywhere. */
  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void whatIsAvoidedOrFullIsPassedOverForTheNextInLoad(int size) {
    List<Endpoint<String>> limited = new ArrayList<>(endpoints(size));
    limited.set(1, Endpoint.builder("e1", "e1").maxConcurrency(1).build());
    SelectionPolicy policy = new Least("least_index", new ByIndex());
    SelectionContext context = SelectionContext.none().avoiding(limited.get(0));
    assertThat(balancer(policy, size).select(context).target()).isEqualTo("e1");
    Balancer<String> balancer = balancer(policy, size);
    balancer.update(limited);
    assertThat(balancer.select(context).target()).isEqualTo("e1");
    assertThat(balancer.select(context).target()).isEqualTo("e2");
  }

  /** Who picks while the first pick computes all loads must not take any for 0. */
  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void picksBesideTheFirstOneSeeNoEndpointAsIdleThatIsNot(int size) {
    ByIndex metric = new ByIndex();
    List<String> besides = new ArrayList<>();
    Balancer<String> balancer = balancer(new Least("least_index", metric), size);
    metric.next = () -> besides.add(balancer.select().target());
    assertThat(balancer.select().target()).isEqualTo("e0");
    assertThat(besides).containsExactly("e0");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200})
  void aPickerThatIsMadeLateAsksInsteadOfWaitingToBeTold(int size) {
    SelectionPolicy late =
        new SelectionPolicy() {
          @Override
          public String name() {
            return "late";
          }

          @Override
          public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
            AtomicReference<@Nullable Picker> made = new AtomicReference<>();
            return (context, attempt) -> {
              if (made.get() == null) {
                made.set(SelectionPolicies.leastRequests().newPicker(candidates, null));
              }
              return Objects.requireNonNull(made.get()).pick(context, attempt);
            };
          }
        };
    Balancer<String> balancer = balancer(late, size);
    open(balancer, 3 * size);
    assertThat(inFlight(balancer)).containsExactly(3);
  }

  /** The smaller the index the idler; can do something in the midst of a computation. */
  private static final class ByIndex implements LoadMetric {

    private Runnable next = () -> {};

    @Override
    public String name() {
      return "index";
    }

    @Override
    public @Nullable LoadCell newCell() {
      return null;
    }

    @Override
    public double load(Candidates candidates, int index) {
      if (index == 1) {
        Runnable once = next;
        next = () -> {};
        once.run();
      }
      return 1 + index;
    }
  }
}

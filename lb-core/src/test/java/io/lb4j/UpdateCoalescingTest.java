package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.Candidates;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many tables updates take. Real threads, held up where the test wants them. */
final class UpdateCoalescingTest {

  private final HoldingPolicy policy = new HoldingPolicy();
  private final Balancer<String> balancer =
      Balancer.<String>builder("coalescing")
          .policy(policy)
          .endpoints(VirtualFleet.endpoints(3))
          .build();

  @Test
  void theSetThatIsThereAlreadyTakesNoTable() {
    int before = policy.tables.get();
    balancer.update(VirtualFleet.endpoints(3));
    assertThat(policy.tables).hasValue(before);
    assertThat(balancer.snapshot().updates()).isEqualTo(2);
  }

  @Test
  void anotherOrderAnotherWeightAndAnotherTargetTakeOneEach() {
    Endpoint<String> a = Endpoint.of("a", "target");
    Endpoint<String> b = Endpoint.of("b", "target");
    balancer.update(List.of(a, b));
    int before = policy.tables.get();
    balancer.update(List.of(b, a));
    assertThat(policy.tables).hasValue(before + 1);
    balancer.update(List.of(b, Endpoint.builder("a", "target").weight(2).build()));
    assertThat(policy.tables).hasValue(before + 2);
    balancer.update(List.of(b, Endpoint.of("a", "elsewhere")));
    assertThat(policy.tables).hasValue(before + 3);
    assertThat(balancer.snapshot().endpoint("a").orElseThrow().endpoint().target())
        .isEqualTo("elsewhere");
  }

  @Test
  void updatesThatWaitForATableShareTheNext() throws Exception {
    int before = policy.tables.get();
    policy.hold();
    Thread compiling = start(() -> balancer.update(VirtualFleet.endpoints(4)));
    policy.awaitTable();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 5; i < 10; i++) {
      int size = i;
      waiting.add(start(() -> balancer.update(VirtualFleet.endpoints(size))));
      awaitWaiting(waiting.get(waiting.size() - 1));
    }
    policy.release();
    compiling.join();
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(policy.tables).hasValue(before + 2);
    assertThat(balancer.snapshot().endpoints()).as("the newest set").hasSize(9);
  }

  @Test
  void aCallerThatUpdatesWithoutPauseOvertakesNobody() throws Exception {
    policy.hold();
    Thread waiting = new Thread(() -> balancer.update(VirtualFleet.endpoints(9)));
    List<Endpoint<String>> four = VirtualFleet.endpoints(4);
    List<Endpoint<String>> five = VirtualFleet.endpoints(5);
    Thread hasty =
        start(
            () -> {
              do {
                balancer.update(four);
                balancer.update(five);
              } while (waiting.isAlive());
            });
    policy.awaitTable();
    waiting.start();
    awaitWaiting(waiting);
    int before = policy.tables.get();
    policy.release();
    waiting.join();
    int after = policy.tables.get();
    hasty.join();
    // The waiting one's turn comes first; hasty ones may follow before this thread has looked.
    assertThat(policy.thread(before)).isEqualTo(waiting);
    assertThat(after).isGreaterThan(before);
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  /** Counts tables, tells who compiled them, and can hold one up. */
  private static final class HoldingPolicy implements SelectionPolicy {

    final AtomicInteger tables = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable CountDownLatch held;
    private final CountDownLatch reached = new CountDownLatch(1);

    void hold() {
      held = new CountDownLatch(1);
    }

    void awaitTable() throws InterruptedException {
      assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
    }

    void release() {
      CountDownLatch latch = held;
      held = null;
      if (latch != null) {
        latch.countDown();
      }
    }

    /** Who compiled a table, counted from 0. */
    synchronized Thread thread(int table) {
      return threads.get(table);
    }

    @Override
    public String name() {
      return "holding";
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      synchronized (this) {
        threads.add(Thread.currentThread());
      }
      tables.incrementAndGet();
      CountDownLatch latch = held;
      if (latch != null) {
        reached.countDown();
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return (context, attempt) -> 0;
    }
  }
}

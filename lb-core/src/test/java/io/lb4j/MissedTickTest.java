package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An update is being compiled when the timer looks: it does what the timer would have done. */
final class MissedTickTest {

  private final SlowPolicy policy = new SlowPolicy();
  private final VirtualFleet fleet = new VirtualFleet(3, builder -> builder.policy(policy));

  /** Starts an update, lets something happen before it has ended, and then has it end. */
  private void duringAnUpdate(Runnable event) throws InterruptedException {
    policy.reached = new CountDownLatch(1);
    policy.released = new CountDownLatch(1);
    Thread caller = new Thread(() -> fleet.balancer.update(VirtualFleet.endpoints(4)));
    caller.start();
    policy.reached.await();
    event.run();
    policy.released.countDown();
    caller.join();
  }

  @Test
  void anEndpointThatFailsIsEjectedWhenTheUpdateEnds() throws Exception {
    duringAnUpdate(() -> fleet.report("a", Outcome.failure(), 5));
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void whomATickHasEjectedGetsNoPickWhileItsTableIsLate() {
    FakeTicker ticker = new FakeTicker();
    ManualScheduler timer = new ManualScheduler(ticker);
    Scheduler withoutCallbacks =
        new Scheduler() {
          @Override
          public Cancellable schedule(Runnable task, long delayNanos) {
            return timer.schedule(task, delayNanos);
          }

          @Override
          public void execute(Runnable task) {}
        };
    try (Balancer<String> balancer =
        Balancer.<String>builder("late")
            .endpoints(VirtualFleet.endpoints(3))
            .policy(SelectionPolicies.roundRobin())
            .ticker(ticker)
            .scheduler(withoutCallbacks)
            .build()) {
      for (int i = 0; i < 5; i++) {
        try (Lease<String> lease = balancer.select(SelectionContext.none().preferring("a"))) {
          lease.report(Outcome.failure());
        }
      }
      timer.advance(Duration.ofSeconds(1));
      assertThat(balancer.snapshot().endpoint("a").orElseThrow())
          .matches(endpoint -> endpoint.state() == HealthState.EJECTED)
          .matches(EndpointSnapshot::serving, "the table that leaves it out is not out yet");
      for (int i = 0; i < 12; i++) {
        try (Lease<String> lease = balancer.select()) {
          assertThat(lease.endpoint().id()).isNotEqualTo("a");
          lease.report(Outcome.success());
        }
      }
    }
  }

  @Test
  void anEjectionThatIsOverIsProbedWhenTheUpdateEnds() throws Exception {
    fleet.report("a", Outcome.failure(), 5);
    duringAnUpdate(() -> fleet.pass(Duration.ofSeconds(60)));
    try (Lease<String> lease = fleet.balancer.select()) {
      assertThat(lease.endpoint().id()).isEqualTo("a");
      lease.report(Outcome.success());
    }
  }

  /** Waits, once it is told to, in the first table that it makes. */
  private static final class SlowPolicy implements SelectionPolicy {

    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch released = new CountDownLatch(0);

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      reached.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return (context, attempt) -> 0;
    }
  }
}

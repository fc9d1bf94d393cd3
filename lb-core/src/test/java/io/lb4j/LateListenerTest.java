package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Listeners that come and go while the balancer works. */
final class LateListenerTest {

  private static final class Recorder implements BalancerListener {

    private final List<String> heard = new ArrayList<>();

    @Override
    public void stateChanged(StateChange change) {
      heard.add(change.endpointId() + " " + change.to());
    }

    @Override
    public void drainEnded(String balancer, DrainResult result) {
      heard.add(balancer + " " + result.endpointId() + " " + result.status());
    }
  }

  private final VirtualFleet fleet = new VirtualFleet(3);
  private final Recorder late = new Recorder();

  @Test
  void hearWhatHappensAfterTheyCameAndBeforeTheyWent() {
    fleet.balancer.disable("a");
    fleet.settle();
    fleet.balancer.addListener(late);
    fleet.balancer.disable("b");
    fleet.settle();
    fleet.balancer.removeListener(late);
    fleet.balancer.disable("c");
    fleet.settle();

    assertThat(late.heard).containsExactly("b DISABLED");
    assertThat(fleet.stateChanges).as("what the builder's listener heard").hasSize(3);
  }

  @Test
  void hearHowDrainsEnd() {
    fleet.balancer.addListener(late);
    Lease<String> open = fleet.balancer.select();
    String busy = open.endpoint().id();
    fleet.balancer.drain(busy, Duration.ofSeconds(1));
    fleet.pass(Duration.ofMillis(900));
    assertThat(late.heard).containsExactly(busy + " DRAINING");
    fleet.pass(Duration.ofMillis(200));
    assertThat(late.heard).endsWith("fleet " + busy + " LIMIT_PASSED");
    open.close();

    fleet.balancer.drain(busy, Duration.ofSeconds(1));
    fleet.pass(Duration.ofMillis(200));
    assertThat(late.heard).endsWith("fleet " + busy + " DRAINED");
  }

  @Test
  void oneThatThrowsLeavesTheOthersAlone() {
    fleet.balancer.addListener(
        new BalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            throw new IllegalStateException("a bug of the user's");
          }
        });
    fleet.balancer.addListener(late);
    fleet.balancer.disable("a");
    fleet.settle();

    assertThat(late.heard).containsExactly("a DISABLED");
    assertThat(fleet.stateChanges).hasSize(1);
  }

  @Test
  void oneThatBlocksLeavesTheOthersAlone() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(1);
    try (Balancer<String> balancer =
        Balancer.<String>builder("blocked").endpoints(VirtualFleet.endpoints(2)).build()) {
      balancer.addListener(
          new BalancerListener() {
            @Override
            public void stateChanged(StateChange change) {
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          });
      balancer.addListener(
          new BalancerListener() {
            @Override
            public void stateChanged(StateChange change) {
              heard.countDown();
            }
          });
      balancer.disable("a");
      heard.await();
      release.countDown();
    }
  }
}

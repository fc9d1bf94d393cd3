package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.StateChange;
import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Users' code throws, blocks and calls back; nothing of ours breaks, and the log stays readable.
 */
final class CallbackTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(Balancer.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void captureTheLog() {
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void releaseTheLog() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** A policy of which every part can be told to throw. */
  private static final class Faulty implements SelectionPolicy {
    boolean failInPick;
    boolean failInNewPicker;
    boolean failInNewCell;
    boolean failInCell;
    int answer;

    private static RuntimeException bug() {
      return new IllegalStateException("a bug of the user's");
    }

    @Override
    public String name() {
      return "faulty";
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      if (failInNewPicker) {
        throw bug();
      }
      return (context, attempt) -> {
        if (failInPick) {
          throw bug();
        }
        return answer;
      };
    }

    @Override
    public LoadCell newCell() {
      if (failInNewCell) {
        throw bug();
      }
      return new LoadCell() {
        @Override
        public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
          if (failInCell) {
            throw bug();
          }
        }

        @Override
        public void forget() {
          if (failInCell) {
            throw bug();
          }
        }
      };
    }
  }

  private final Faulty policy = new Faulty();

  private VirtualFleet fleet() {
    return new VirtualFleet(3, builder -> builder.policy(policy));
  }

  @Test
  void aPickerThatThrowsIsReplacedByAnyEndpointAndLoggedOnce() {
    policy.failInPick = true;
    VirtualFleet fleet = fleet();
    assertThat(fleet.traffic(300, Duration.ofMillis(1), id -> Outcome.success())).hasSize(3);
    assertThat(logged()).filteredOn(line -> line.contains("the policy's picker threw")).hasSize(1);
  }

  @Test
  void anIndexOutsideTheSetCountsAsNoAnswer() {
    VirtualFleet fleet = fleet();
    for (int answer : new int[] {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      policy.answer = answer;
      assertThat(fleet.traffic(100, Duration.ofMillis(1), id -> Outcome.success())).hasSize(3);
    }
  }

  @Test
  void aPolicyThatThrowsOnAChangeLeavesARandomChoice() {
    VirtualFleet fleet = fleet();
    policy.failInNewPicker = true;
    fleet.balancer.update(VirtualFleet.endpoints(4));
    assertThat(fleet.traffic(400, Duration.ofMillis(1), id -> Outcome.success()).size())
        .isGreaterThan(2);
    policy.failInNewPicker = false;
    policy.answer = 1;
    fleet.balancer.update(VirtualFleet.endpoints(3));
    assertThat(fleet.traffic(50, Duration.ofMillis(1), id -> Outcome.success()))
        .containsOnlyKeys("b");
  }

  @Test
  void cellsThatThrowCostNoLease() {
    policy.failInCell = true;
    VirtualFleet fleet = fleet();
    fleet.report("a", Outcome.failure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(fleet.stateOf("a")).isEqualTo(HealthState.HEALTHY);
    assertThat(fleet.balancer.snapshot().inFlight()).isZero();
    policy.failInNewCell = true;
    fleet.balancer.update(VirtualFleet.endpoints(5));
    assertThat(fleet.balancer.snapshot().endpoints()).hasSize(5);
  }

  @Test
  void aListenerThatThrowsIsLoggedOnceAndStillHearsTheRest() {
    int[] heard = {0};
    BalancerListener faulty =
        new BalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            heard[0]++;
            throw new IllegalStateException("a bug of the user's");
          }
        };
    VirtualFleet fleet = new VirtualFleet(4, builder -> builder.listener(faulty));
    fleet.report("a", Outcome.failure(), 5);
    fleet.report("b", Outcome.failure(), 5);
    assertThat(heard[0]).isEqualTo(2);
    assertThat(logged()).filteredOn(line -> line.contains("a listener threw")).hasSize(1);
  }

  @Test
  void aListenerMayCallTheBalancer() {
    VirtualFleet[] fleet = new VirtualFleet[1];
    BalancerListener reentrant =
        new BalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            if (change.to() == HealthState.EJECTED) {
              fleet[0].balancer.disable(change.endpointId());
              fleet[0].balancer.update(VirtualFleet.endpoints(5));
            }
          }
        };
    fleet[0] = new VirtualFleet(4, builder -> builder.listener(reentrant));
    fleet[0].report("a", Outcome.failure(), 5);
    assertThat(fleet[0].stateOf("a")).isEqualTo(HealthState.DISABLED);
    assertThat(fleet[0].balancer.snapshot().endpoints()).hasSize(5);
  }

  @Test
  void aListenerThatBlocksHoldsUpNothingButItself() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    BalancerListener blocking =
        new BalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            entered.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (Balancer<String> balancer =
        Balancer.<String>builder("blocked")
            .endpoints(VirtualFleet.endpoints(3))
            .listener(blocking)
            .scheduler(Scheduler.system())
            .build()) {
      balancer.disable("a");
      entered.await();
      balancer.disable("b");
      try (Lease<String> lease = balancer.select()) {
        assertThat(lease.endpoint().id()).isEqualTo("c");
        lease.report(Outcome.success());
      }
      balancer.update(VirtualFleet.endpoints(4));
      assertThat(balancer.drain("c", Duration.ofSeconds(5)).toCompletableFuture().join().status())
          .isEqualTo(DrainResult.Status.DRAINED);
      release.countDown();
    }
  }

  @Test
  void stateChangesAreOneLineEachAndRequestsNone() {
    VirtualFleet fleet = new VirtualFleet(4);
    fleet.settle();
    log.list.clear();
    fleet.traffic(100, Duration.ofMillis(1), id -> Outcome.success());
    assertThat(logged()).isEmpty();
    fleet.report("a", Outcome.connectFailure(), 5);
    assertThat(logged())
        .singleElement()
        .asString()
        .startsWith("lb4j fleet: a HEALTHY -> EJECTED: 5 connect failures in a row; out for ")
        .doesNotContain("\n");
  }

  @Test
  void forgottenReportsAreWarnedOfOncePerBalancer() {
    VirtualFleet fleet = new VirtualFleet(2);
    for (int i = 0; i < 10; i++) {
      fleet.balancer.select().close();
      fleet.pass(Duration.ofMillis(500));
    }
    assertThat(logged())
        .filteredOn(line -> line.contains("without a report"))
        .singleElement()
        .asString()
        .contains("lb4j fleet");
  }

  @Test
  void forgottenLeasesAreWarnedOfOnceByTheBalancersName() {
    VirtualFleet fleet =
        new VirtualFleet(2, builder -> builder.leaseTimeLimit(Duration.ofSeconds(1)));
    fleet.balancer.select();
    fleet.balancer.select();
    fleet.pass(Duration.ofSeconds(3));
    assertThat(fleet.balancer.snapshot().inFlight()).isZero();
    assertThat(logged())
        .filteredOn(line -> line.contains("beyond the lease time limit"))
        .singleElement()
        .asString()
        .contains("lb4j fleet");
  }

  @Test
  void anEmptyUpdateIsWarnedOf() {
    VirtualFleet fleet = new VirtualFleet(2);
    fleet.balancer.update(List.<Endpoint<String>>of());
    fleet.settle();
    assertThat(logged()).anyMatch(line -> line.contains("an update without endpoints was ignored"));
  }

  @Test
  void aContextShowsHostileTextEscaped() {
    assertThat(SelectionContext.none().preferring("x\r\n\u001b[31mfake").requiring("a\nb", "c"))
        .asString()
        .doesNotContain("\n")
        .doesNotContain("\r")
        .doesNotContain("\u001b")
        .contains("x\\u000d\\u000a\\u001b[31mfake");
  }
}

package io.lb4j.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.CheckResult;
import io.lb4j.simulator.engine.Seeds;
import io.lb4j.simulator.engine.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerTest {

  private static final int UNLIMITED = Capacity.UNLIMITED;

  private final VirtualTime time = new VirtualTime();
  private final List<String> heard = new ArrayList<>();

  @Test
  void oneCoreIsSharedEvenly() {
    Server server = server(Capacity.oneCore(), 10);
    send(server, "a");
    untilMillis(5);
    send(server, "b");
    // b halves a's speed: 5 ms of work are left to a, which take 10.
    untilMillis(30);
    assertThat(heard).containsExactly("a DONE at 15", "b DONE at 20");
  }

  @Test
  void aSecondCoreServesTheSecondRequestAtFullSpeed() {
    Server server = server(new Capacity(2, UNLIMITED, UNLIMITED), 10);
    send(server, "a");
    untilMillis(5);
    send(server, "b");
    untilMillis(30);
    assertThat(heard).containsExactly("a DONE at 10", "b DONE at 15");
  }

  @Test
  void withOneSlotTheFirstComeIsServedFirstAndTheLineIsBounded() {
    Server server = server(new Capacity(1, 1, 1), 10);
    send(server, "a");
    send(server, "b");
    send(server, "c");
    untilMillis(30);
    assertThat(heard).containsExactly("c REJECTED at 0", "a DONE at 10", "b DONE at 20");
  }

  @Test
  void anAbandonedRequestLeavesItsPartToTheOthers() {
    Server server = server(Capacity.oneCore(), 10);
    Sent a = send(server, "a");
    send(server, "b");
    untilMillis(10);
    server.abandon(a);
    untilMillis(30);
    assertThat(heard).containsExactly("b DONE at 15");
  }

  @Test
  void anAbandonedRequestInLineIsNeverServed() {
    Server server = server(new Capacity(1, 1, UNLIMITED), 10);
    send(server, "a");
    Sent b = send(server, "b");
    send(server, "c");
    server.abandon(b);
    untilMillis(30);
    assertThat(heard).containsExactly("a DONE at 10", "c DONE at 20");
  }

  @Test
  void aPauseStopsTheWorkAndLosesNone() {
    Server server = server(Capacity.oneCore(), 10);
    int pause = server.addSpeedFactor();
    send(server, "a");
    untilMillis(4);
    server.setSpeed(pause, 0);
    untilMillis(24);
    server.setSpeed(pause, 1);
    untilMillis(40);
    assertThat(heard).containsExactly("a DONE at 30");
  }

  @Test
  void factorsOfSpeedMultiply() {
    Server server = server(Capacity.oneCore(), 10);
    server.setSpeed(server.addSpeedFactor(), 0.5);
    server.setSpeed(server.addSpeedFactor(), 0.5);
    send(server, "a");
    untilMillis(50);
    assertThat(heard).containsExactly("a DONE at 40");
  }

  @Test
  void whatNeighboursStealSlowsAServerDownButIsNotItsOwnWork() {
    Server slow = server(Capacity.oneCore(), 10);
    slow.setSpeed(slow.addSpeedFactor(), 0.5);
    Server robbed = server(Capacity.oneCore(), 10);
    robbed.setSpeed(robbed.addStolenFactor(), 0.5);
    send(slow, "a");
    send(robbed, "b");
    untilMillis(50);
    assertThat(heard).containsExactly("a DONE at 20", "b DONE at 20");
    assertThat(slow.busyNanos()).isEqualTo(20e6);
    assertThat(robbed.busyNanos()).isEqualTo(10e6);
  }

  @Test
  void aStoppedServerBreaksWhatItHasAndRefusesTheRest() {
    Server server = server(new Capacity(1, 1, UNLIMITED), 10);
    send(server, "a");
    send(server, "b");
    untilMillis(5);
    server.stop();
    send(server, "c");
    untilMillis(50);
    assertThat(heard).containsExactly("a RESET at 5", "b RESET at 5", "c REFUSED at 5");
  }

  @Test
  void faultsEndRequestsInTheirOwnWay() {
    Server server = server(Capacity.oneCore(), 10);
    server.setFault(this, new Fault(Fault.Kind.FAIL, 1, TimeUnit.MILLISECONDS.toNanos(1)));
    send(server, "a");
    server.setFault(this, new Fault(Fault.Kind.REFUSE, 1, 0));
    send(server, "b");
    server.setFault(this, new Fault(Fault.Kind.ERROR, 1, 0));
    send(server, "c");
    server.setFault(this, new Fault(Fault.Kind.HANG, 1, 0));
    send(server, "d");
    untilMillis(1000);
    assertThat(heard).containsExactly("b REFUSED at 0", "a ERROR at 1", "c ERROR at 10");
  }

  @Test
  void ofTwoFaultsAtOnceTheNewerCountsUntilItIsOverWhicheverThatIs() {
    Server server = server(Capacity.oneCore(), 10);
    server.setFault("older", new Fault(Fault.Kind.REFUSE, 1, 0));
    server.setFault("newer", new Fault(Fault.Kind.REJECT, 1, 0));
    send(server, "a");
    server.setFault("newer", null);
    send(server, "b");
    server.setFault("newer", new Fault(Fault.Kind.REJECT, 1, 0));
    server.setFault("older", null);
    send(server, "c");
    server.setFault("newer", null);
    send(server, "d");
    untilMillis(50);
    assertThat(heard)
        .containsExactly("a REJECTED at 0", "b REFUSED at 0", "c REJECTED at 0", "d DONE at 10");
  }

  @Test
  void aRequestThatTheNewerFaultSparesMeetsTheOlder() {
    Server server = server(Capacity.oneCore(), 10);
    server.setFault("older", new Fault(Fault.Kind.REFUSE, 1, 0));
    server.setFault("newer", new Fault(Fault.Kind.REJECT, 0.5, 0));
    for (int i = 0; i < 1000; i++) {
      send(server, "a");
    }
    assertThat(heard).hasSize(1000).containsOnly("a REJECTED at 0", "a REFUSED at 0");
    assertThat(heard.stream().filter("a REJECTED at 0"::equals).count()).isBetween(450L, 550L);
  }

  @Test
  void ofTwoChangesOfServiceTheNewerCountsUntilItIsOver() {
    Server server = server(Capacity.oneCore(), 10);
    server.setService("older", new Distribution.Constant(20e6));
    server.setService("newer", new Distribution.Constant(30e6));
    send(server, "a");
    untilMillis(30);
    server.setService("newer", null);
    send(server, "b");
    untilMillis(50);
    server.setService("older", null);
    send(server, "c");
    untilMillis(100);
    assertThat(heard).containsExactly("a DONE at 30", "b DONE at 50", "c DONE at 60");
  }

  @Test
  void aProbeMeetsWhatGoesWrongWithConnectionsOnly() {
    Server server = server(Capacity.oneCore(), 10);
    server.setFault(this, new Fault(Fault.Kind.FAIL, 1, 0));
    assertThat(server.probe()).isCompleted();
    server.setFault(this, new Fault(Fault.Kind.HANG, 1, 0));
    assertThat(server.probe()).isNotDone();
    server.setFault(this, new Fault(Fault.Kind.REFUSE, 1, 0));
    assertThat(server.probe()).isCompletedExceptionally();
    server.setFault(this, null);
    assertThat(server.probe()).isCompleted();
    server.stop();
    assertThat(server.probe()).isCompletedExceptionally();
  }

  @Test
  void aCheckMeetsWhatGoesWrongWithConnectionsAndWithChecksAlone() {
    Server server = server(Capacity.oneCore(), 10);
    server.setFault(this, new Fault(Fault.Kind.FAIL, 1, 0));
    assertThat(server.check()).isCompletedWithValue(CheckResult.passed());
    server.setFault(this, new Fault(Fault.Kind.HANG, 1, 0));
    assertThat(server.check()).isNotDone();
    server.setFault(this, new Fault(Fault.Kind.RESET, 1, 0));
    assertThat(server.check()).isCompletedExceptionally();
    server.setFault(this, new Fault(Fault.Kind.FAIL_CHECKS, 1, 0));
    assertThat(server.check())
        .isCompletedWithValueMatching(result -> result.kind() == CheckResult.Kind.FAILED);
    server.stop();
    assertThat(server.check()).isCompletedExceptionally();
  }

  @Test
  void requestsAndProbesAreSparedByAFaultOfChecks() {
    Server server = server(Capacity.oneCore(), 10);
    server.setFault(this, new Fault(Fault.Kind.FAIL_CHECKS, 1, 0));
    send(server, "a");
    untilMillis(10);
    assertThat(heard).containsExactly("a DONE at 10");
    assertThat(server.probe()).isCompleted();
  }

  @Test
  void aServerIsUpFromItsStartToItsStop() {
    untilMillis(10);
    Server server = server(Capacity.oneCore(), 10);
    untilMillis(40);
    assertThat(server.upNanos(0, 30_000_000)).isEqualTo(20_000_000);
    server.stop();
    untilMillis(100);
    assertThat(server.upNanos(0, 100_000_000)).isEqualTo(30_000_000);
    assertThat(server.upNanos(50_000_000, 100_000_000)).isZero();
  }

  @Test
  void aReportTellsOfLoadAndLatency() {
    Server server = server(new Capacity(1, 1, UNLIMITED), 10);
    server.loadReport();
    untilMillis(995);
    send(server, "a");
    send(server, "b");
    untilMillis(1000);
    assertThat(server.loadReport().requestsInFlight()).isEqualTo(2);
    assertThat(server.loadReport().queueLength()).isEqualTo(1);
    assertThat(server.loadReport().utilization()).isEqualTo(0.005);
    untilMillis(1020);
    assertThat(server.loadReport().latencyEstimateNanos()).isEqualTo(10e6);
    assertThat(server.loadReport().serviceTimeNanos()).isEqualTo(10e6);
  }

  private Server server(Capacity capacity, long serviceMillis) {
    Distribution service = new Distribution.Constant(TimeUnit.MILLISECONDS.toNanos(serviceMillis));
    return new Server("s", 0, capacity, service, time, new Seeds(1).stream("s"));
  }

  private Sent send(Server server, String name) {
    Sent job = new Sent(name);
    server.accept(job);
    return job;
  }

  private void untilMillis(long millis) {
    time.runUntil(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private final class Sent extends Job {

    private final String name;

    Sent(String name) {
      this.name = name;
    }

    @Override
    protected void answered(Server server, Answer answer) {
      heard.add(name + " " + answer + " at " + time.nanoTime() / 1_000_000);
    }

    @Override
    protected void travelled() {}
  }
}

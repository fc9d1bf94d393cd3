package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.stats.OutcomeCounts;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;

/** Pairs of calls that race on one lease; results are successes, failures, ignored, in flight. */
final class LeaseRaces {

  private LeaseRaces() {}

  /** One lease of one endpoint, without timers. */
  private static final class OneLease {

    final EndpointState<String> state;
    final SlotLease<String> lease;

    OneLease() {
      FakeTicker ticker = new FakeTicker();
      LeaseLedger ledger =
          new LeaseLedger(
              "races",
              new SteadyClock(ticker),
              io.lb4j.health.EjectionPolicy.off(),
              false,
              null,
              false,
              null,
              suspect -> new ManualScheduler(ticker).pending());
      state = new EndpointState<>(Endpoint.of("a", "a"), Standing.GOOD, null, ledger);
      state.acquire();
      lease = new SlotLease<>(state, 0);
    }

    void show(IIII_Result r) {
      OutcomeCounts counts = state.counts();
      r.r1 = (int) counts.successes();
      r.r2 = (int) counts.failures();
      r.r3 = (int) counts.ignored();
      r.r4 = state.inFlight();
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = "1, 0, 0, 0",
      expect = Expect.ACCEPTABLE,
      desc = "Judged once, released once.")
  @State
  public static class SucceedAndClose {
    private final OneLease one = new OneLease();

    @Actor
    public void report() {
      one.lease.report(Outcome.success());
    }

    @Actor
    public void close() {
      one.lease.close();
    }

    @Arbiter
    public void show(IIII_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = "0, 1, 0, 1",
      expect = Expect.ACCEPTABLE,
      desc = "The failure came first, or took the place of the success.")
  @State
  public static class SucceedAndFail {
    private final OneLease one = new OneLease();

    @Actor
    public void succeed() {
      one.lease.report(Outcome.success());
    }

    @Actor
    public void fail() {
      one.lease.report(Outcome.failure());
    }

    @Arbiter
    public void show(IIII_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = {"1, 0, 0, 0", "0, 1, 0, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "The stream ended well, or broke before it ended.")
  @State
  public static class BreakAndClose {
    private final OneLease one = new OneLease();

    public BreakAndClose() {
      one.lease.report(Outcome.success());
    }

    @Actor
    public void fail() {
      one.lease.report(Outcome.failure());
    }

    @Actor
    public void close() {
      one.lease.close();
    }

    @Arbiter
    public void show(IIII_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = {"0, 1, 0, 1", "0, 0, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "One of the two counts.")
  @State
  public static class FailAndCancel {
    private final OneLease one = new OneLease();

    @Actor
    public void fail() {
      one.lease.report(Outcome.failure());
    }

    @Actor
    public void cancel() {
      one.lease.report(Outcome.ignored());
    }

    @Arbiter
    public void show(IIII_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = "0, 0, 0, 0",
      expect = Expect.ACCEPTABLE,
      desc = "Released once; nothing to judge.")
  @State
  public static class CloseAndClose {
    private final OneLease one = new OneLease();

    @Actor
    public void close1() {
      one.lease.close();
    }

    @Actor
    public void close2() {
      one.lease.close();
    }

    @Arbiter
    public void show(IIII_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = {"0, 0, 0, 0", "0, 1, 0, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "Given up, or reported just in time.")
  @State
  public static class GiveUpAndReport {
    private final OneLease one = new OneLease();

    public GiveUpAndReport() {
      one.lease.close();
    }

    @Actor
    public void giveUp() {
      one.lease.giveUpOnReport();
    }

    @Actor
    public void report() {
      one.lease.report(Outcome.failure());
    }

    @Arbiter
    public void show(IIII_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = {"0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "Never fewer than before, never one too many, and all in the end.")
  @State
  public static class CountSuccesses {
    private final OneLease one = new OneLease();
    private final SlotLease<String> other;

    public CountSuccesses() {
      one.state.acquire();
      other = new SlotLease<>(one.state, SlotLease.UNTIMED);
      one.lease.report(Outcome.success());
      one.lease.close();
    }

    @Actor
    public void fail() {
      other.report(Outcome.failure());
      other.close();
    }

    @Actor
    public void read(III_Result r) {
      r.r1 = (int) one.state.successes();
      r.r2 = (int) one.state.successes();
    }

    @Arbiter
    public void show(III_Result r) {
      r.r3 = (int) one.state.successes();
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = {"0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "A lease that is closed before it is reported counts once, and only as a success.")
  @State
  public static class CountALateSuccess {
    private final OneLease one = new OneLease();

    @Actor
    public void closeAndReport() {
      one.lease.close();
      one.lease.report(Outcome.success());
    }

    @Actor
    public void read(III_Result r) {
      r.r1 = (int) one.state.successes();
      r.r2 = (int) one.state.successes();
    }

    @Arbiter
    public void show(III_Result r) {
      r.r3 = (int) one.state.successes();
    }
  }
}

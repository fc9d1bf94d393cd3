package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.EndpointBreaker;
import io.lb4j.request.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Pairs of calls that race for one permission of a half-open breaker, where a report may end it as
 * well as a close; results are ends as success, as error, by release.
 */
final class PermitRaces {

  private PermitRaces() {}

  /** Counts the ends of one permission. */
  private static final class HalfOpen implements EndpointBreaker {

    final AtomicInteger successes = new AtomicInteger();
    final AtomicInteger errors = new AtomicInteger();
    final AtomicInteger releases = new AtomicInteger();

    @Override
    public boolean tryAcquirePermission() {
      return true;
    }

    @Override
    public void onSuccess(long latencyNanos) {
      successes.incrementAndGet();
    }

    @Override
    public void onError(long latencyNanos, Outcome outcome) {
      errors.incrementAndGet();
    }

    @Override
    public void releasePermission() {
      releases.incrementAndGet();
    }

    @Override
    public boolean isHalfOpen() {
      return true;
    }

    @Override
    public Opening opening() {
      return null;
    }
  }

  /** One lease with a permission, without timers. */
  private static final class OnePermit {

    final HalfOpen breaker = new HalfOpen();
    final SlotLease<String> lease;

    OnePermit() {
      LeaseLedger ledger =
          new LeaseLedger(
              "races",
              new SteadyClock(() -> 0),
              EjectionPolicy.off(),
              false,
              null,
              false,
              null,
              suspect -> {});
      EndpointState<String> state =
          new EndpointState<>(Endpoint.of("a", "a"), Standing.GOOD, null, ledger);
      lease = Permits.lease(state, new Permits(breaker, ledger), 1, 0, 0);
    }

    void show(III_Result r) {
      r.r1 = breaker.successes.get();
      r.r2 = breaker.errors.get();
      r.r3 = breaker.releases.get();
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = "1, 0, 0",
      expect = Expect.ACCEPTABLE,
      desc = "Ended once, by the report or by the close.")
  @State
  public static class SucceedAndClose {
    private final OnePermit one = new OnePermit();

    @Actor
    public void report() {
      one.lease.report(Outcome.success());
    }

    @Actor
    public void close() {
      one.lease.close();
    }

    @Arbiter
    public void show(III_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = "1, 0, 0",
      expect = Expect.ACCEPTABLE,
      desc = "The success came first.")
  @org.openjdk.jcstress.annotations.Outcome(
      id = "0, 1, 0",
      expect = Expect.ACCEPTABLE,
      desc = "The failure came first, or before the success had ended the permission.")
  @State
  public static class SucceedAndBreak {
    private final OnePermit one = new OnePermit();

    @Actor
    public void succeed() {
      one.lease.report(Outcome.success());
    }

    @Actor
    public void breakOff() {
      one.lease.report(Outcome.failure());
      one.lease.close();
    }

    @Arbiter
    public void show(III_Result r) {
      one.show(r);
    }
  }

  @JCStressTest
  @org.openjdk.jcstress.annotations.Outcome(
      id = "0, 0, 1",
      expect = Expect.ACCEPTABLE,
      desc = "Given up before the report came.")
  @org.openjdk.jcstress.annotations.Outcome(
      id = "0, 1, 0",
      expect = Expect.ACCEPTABLE,
      desc = "The report came in time.")
  @State
  public static class GiveUpAndReport {
    private final OnePermit one = new OnePermit();

    /** Closes it before the race begins. */
    public GiveUpAndReport() {
      one.lease.close();
    }

    @Actor
    public void giveUp() {
      one.lease.giveUpOnReport();
    }

    @Actor
    public void report() {
      one.lease.report(Outcome.timeout());
    }

    @Arbiter
    public void show(III_Result r) {
      one.show(r);
    }
  }
}

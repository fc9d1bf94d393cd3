package io.lb4j;

import io.lb4j.health.EjectionPolicy;
import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.LimitEstimate;
import io.lb4j.limit.LimitSample;
import io.lb4j.limit.RateLimit;
import io.lb4j.request.Outcome.Kind;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Pairs of calls that race for a token, or to end the window of an adaptive limit. */
final class LimitRaces {

  private LimitRaces() {}

  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = Expect.ACCEPTABLE,
      desc = "One of them has the only token.")
  @State
  public static class TakeTheOnlyToken {
    private final TokenBucket bucket =
        new TokenBucket(RateLimit.perSecond(1).withBurst(1), () -> 0);

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = bucket.tryTake(0);
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = bucket.tryTake(0);
    }
  }

  @JCStressTest
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "The second token was taken, and the first one is back.")
  @State
  public static class TakeAndPutBack {
    private final TokenBucket bucket =
        new TokenBucket(RateLimit.perSecond(1).withBurst(2), () -> 0);

    public TakeAndPutBack() {
      bucket.tryTake(0);
    }

    @Actor
    public void take(II_Result r) {
      r.r1 = bucket.tryTake(0) ? 1 : 0;
    }

    @Actor
    public void putBack() {
      bucket.putBack();
    }

    @Arbiter
    public void count(II_Result r) {
      while (bucket.tryTake(0)) {
        r.r2++;
      }
    }
  }

  @JCStressTest
  @Outcome(
      id = "1, 10",
      expect = Expect.ACCEPTABLE,
      desc = "One ended the window before the other counted.")
  @Outcome(id = "1, 11", expect = Expect.ACCEPTABLE, desc = "Both counted before its end.")
  @State
  public static class EndTheWindow {
    private static final long AFTER_WINDOW_NANOS = AdaptingLimit.WINDOW_NANOS;

    private final AtomicInteger asked = new AtomicInteger();
    private volatile long outcomes;

    private final AdaptiveLimit rule =
        () ->
            new LimitEstimate() {
              @Override
              public int limit() {
                return 10;
              }

              @Override
              public LimitEstimate after(LimitSample sample) {
                asked.incrementAndGet();
                outcomes = sample.successes();
                return this;
              }
            };

    private final AdaptingLimit limit =
        AdaptingLimit.start(
            rule,
            new LeaseLedger(
                "races",
                new SteadyClock(() -> 0),
                EjectionPolicy.off(),
                false,
                null,
                false,
                null,
                suspect -> {}));

    public EndTheWindow() {
      for (int i = 1; i < AdaptingLimit.MIN_OUTCOMES; i++) {
        limit.learn(Kind.SUCCESS, TimeUnit.MILLISECONDS.toNanos(1), 1, 0);
      }
    }

    @Actor
    public void one() {
      limit.learn(Kind.SUCCESS, TimeUnit.MILLISECONDS.toNanos(1), 1, AFTER_WINDOW_NANOS);
    }

    @Actor
    public void other() {
      limit.learn(Kind.SUCCESS, TimeUnit.MILLISECONDS.toNanos(1), 1, AFTER_WINDOW_NANOS);
    }

    @Arbiter
    public void count(II_Result r) {
      r.r1 = asked.get();
      r.r2 = (int) outcomes;
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What multiplies the load of an endpoint that fails: a moving success rate and when it last
 * changed.
 *
 * <p>Written by whoever reports, without locks; two reports at once may lose one of the two, which
 * is harmless in an average. Access is opaque, so every value read is one that was written.
 */
@SuppressWarnings("UnusedVariable") // Fields are accessed through their handles.
final class FailurePenalty implements LoadCell {

  /** Reached some 20 s after an endpoint only failed, 7 s after a single failure. */
  private static final double GOOD_ENOUGH = 0.9;

  private static final VarHandle RATE;
  private static final VarHandle LEARNED_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RATE = lookup.findVarHandle(FailurePenalty.class, "rate", double.class);
      LEARNED_AT = lookup.findVarHandle(FailurePenalty.class, "learnedAtNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private double rate = SuccessRate.PERFECT;
  private long learnedAtNanos;

  /**
   * Returns 1 for an endpoint that does not fail, up to 10 000 for one that only fails. It must
   * come to 1 exactly: while others are idle, the least trace of a penalty keeps an endpoint from
   * ever being the least loaded.
   */
  double at(long nowNanos) {
    double now = rateAt(nowNanos);
    return now >= GOOD_ENOUGH ? 1 : SuccessRate.penalty(now);
  }

  @Override
  public boolean needsLatency() {
    return false;
  }

  @Override
  public boolean learnsFrom(Outcome outcome) {
    return outcome.isFailure() || (outcome.isSuccess() && rate() != SuccessRate.PERFECT);
  }

  @Override
  public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
    if (learnsFrom(outcome)) {
      double next = SuccessRate.afterAttempt(rateAt(nowNanos), outcome.isSuccess());
      LEARNED_AT.setOpaque(this, nowNanos);
      RATE.setOpaque(this, next);
    }
  }

  @Override
  public void forget() {
    RATE.setOpaque(this, SuccessRate.PERFECT);
  }

  private double rateAt(long nowNanos) {
    double last = rate();
    if (last == SuccessRate.PERFECT) {
      return last;
    }
    long idleNanos = nowNanos - (long) LEARNED_AT.getOpaque(this);
    return Decay.isNegligible(idleNanos)
        ? last
        : SuccessRate.afterIdling(last, Decay.over(idleNanos));
  }

  private double rate() {
    return (double) RATE.getOpaque(this);
  }
}

package io.lb4j.select;

import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Load as requests in flight relative to the weight, times a penalty for failures: without it, an
 * endpoint that fails in a millisecond is always the idlest.
 */
final class InFlight implements LoadMetric {

  @Override
  public LoadCell newCell() {
    return new Cell();
  }

  @Override
  public double load(Candidates candidates, int index) {
    double load = candidates.inFlight(index) / candidates.relativeWeight(index) + 1;
    Cell cell = (Cell) candidates.cell(index);
    return cell == null ? load : load * cell.penalty(candidates.tickNanos());
  }

  /**
   * Success rate of one endpoint. Written by whoever reports, without locks; two reports at once
   * may lose one of the two, which is harmless in an average.
   */
  @SuppressWarnings("UnusedVariable") // Fields are accessed through their handles.
  private static final class Cell implements LoadCell {

    private static final VarHandle RATE;
    private static final VarHandle LEARNED_AT;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        RATE = lookup.findVarHandle(Cell.class, "rate", double.class);
        LEARNED_AT = lookup.findVarHandle(Cell.class, "learnedAtNanos", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private double rate = SuccessRate.PERFECT;
    private long learnedAtNanos;

    double penalty(long tickNanos) {
      double now = rateAt(tickNanos);
      return now == SuccessRate.PERFECT ? 1 : SuccessRate.penalty(now);
    }

    @Override
    public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
      boolean success = outcome.isSuccess();
      if (outcome.isFailure() || (success && rate() != SuccessRate.PERFECT)) {
        double next = SuccessRate.afterAttempt(rateAt(nowNanos), success);
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
}

package io.lb4j.select;

import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Load as bytes per second relative to the weight, a moving average over some ten seconds. */
final class Bandwidth implements LoadMetric {

  /**
   * An endpoint that fails moves no bytes and would look idle, whatever its load is multiplied
   * with. From this penalty on, two failures in five, it is worse than any that works.
   */
  private static final double SUSPECT = 2.5;

  private static final double WORSE_THAN_ANY_RATE = 1e30;

  @Override
  public String name() {
    return "bandwidth";
  }

  @Override
  public LoadCell newCell() {
    return new Cell();
  }

  @Override
  public double load(Candidates candidates, int index) {
    if (!(candidates.cell(index) instanceof Cell cell)) {
      return 0;
    }
    long now = candidates.tickNanos();
    double penalty = cell.failures.at(now);
    return penalty > SUSPECT
        ? WORSE_THAN_ANY_RATE * penalty
        : cell.bytesPerSecond(now) / candidates.relativeWeight(index) * penalty;
  }

  /** Written by whoever reports; two reports at once may lose one of the two samples. */
  @SuppressWarnings("UnusedVariable") // Fields are accessed through their handles.
  private static final class Cell implements LoadCell {

    private static final double TAU_SECONDS = 10;
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

    private final FailurePenalty failures = new FailurePenalty();
    private double rate;
    private long learnedAtNanos;

    double bytesPerSecond(long nowNanos) {
      long idleNanos = nowNanos - (long) LEARNED_AT.getOpaque(this);
      double last = (double) RATE.getOpaque(this);
      return Decay.isNegligible(idleNanos) ? last : last * Decay.over(idleNanos);
    }

    @Override
    public boolean needsLatency() {
      return false;
    }

    @Override
    public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
      failures.learn(outcome, latencyNanos, nowNanos);
      double decay = Decay.over(nowNanos - (long) LEARNED_AT.getOpaque(this));
      // A request without a size is a small one, so that sizes may be left out altogether.
      double bytes = (double) Math.max(1, outcome.bytes());
      RATE.setOpaque(this, (double) RATE.getOpaque(this) * decay + bytes / TAU_SECONDS);
      LEARNED_AT.setOpaque(this, nowNanos);
    }

    @Override
    public void forget() {
      failures.forget();
    }
  }
}

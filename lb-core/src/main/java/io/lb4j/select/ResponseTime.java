package io.lb4j.select;

import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Load as average latency times what is in flight. Unlike peak EWMA it is not startled by one slow
 * answer, and takes that much longer to see an endpoint turn slow.
 */
final class ResponseTime implements LoadMetric {

  private static final double UNKNOWN_AND_BUSY = 1e30;

  @Override
  public String name() {
    return "response_time";
  }

  @Override
  public double tolerance() {
    return 0.25;
  }

  @Override
  public LoadCell newCell() {
    return new Cell();
  }

  @Override
  public double load(Candidates candidates, int index) {
    Cell cell = (Cell) candidates.cell(index);
    int inFlight = candidates.inFlight(index);
    if (cell == null || (inFlight > 0 && cell.average() == Cell.UNKNOWN)) {
      return UNKNOWN_AND_BUSY * inFlight;
    }
    return Math.max(0, cell.average())
        * (Queue.length(candidates, index) + 1)
        * cell.failures.at(candidates.tickNanos());
  }

  /** Written by whoever reports; two reports at once may lose one of the two samples. */
  @SuppressWarnings("UnusedVariable") // The field is accessed through its handle.
  private static final class Cell implements LoadCell {

    static final double UNKNOWN = -1;

    /** Weight of a sample; twenty requests decide. */
    private static final double SAMPLE_WEIGHT = 0.1;

    private static final VarHandle AVERAGE;

    static {
      try {
        AVERAGE = MethodHandles.lookup().findVarHandle(Cell.class, "averageNanos", double.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final FailurePenalty failures = new FailurePenalty();
    private double averageNanos = UNKNOWN;

    double average() {
      return (double) AVERAGE.getOpaque(this);
    }

    @Override
    public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
      double sample = Math.max(1, (double) latencyNanos);
      double before = average();
      if (outcome.isSuccess()) {
        AVERAGE.setOpaque(
            this, before == UNKNOWN ? sample : before + SAMPLE_WEIGHT * (sample - before));
      } else if (sample > before && (before != UNKNOWN || outcome.isFailure())) {
        // A lower bound: it may raise the estimate, never lower it.
        AVERAGE.setOpaque(this, before == UNKNOWN ? Math.max(sample, 1e9) : sample);
      }
      failures.learn(outcome, latencyNanos, nowNanos);
    }

    @Override
    public void forget() {
      AVERAGE.setOpaque(this, UNKNOWN);
      failures.forget();
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.LoadReport;
import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * C3's score: {@code R − S + q³ · S} with response time R, service time S and the queue q that a
 * request would join, {@code 1 + in flight + reported queue}. The cube keeps clients from all
 * running to the fastest server.
 *
 * <p>Source: Suresh et al., "C3: Cutting tail latency in cloud data stores via adaptive replica
 * selection", NSDI 2015.
 */
final class C3 implements LoadMetric {

  private static final double UNKNOWN_AND_BUSY = 1e30;

  @Override
  public String name() {
    return "c3";
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
    int inFlight = candidates.inFlight(index);
    if (!(candidates.cell(index) instanceof Cell cell) || (inFlight > 0 && cell.isUnknown())) {
      return UNKNOWN_AND_BUSY * inFlight;
    }
    return cell.score(1 + Queue.length(candidates, index))
        * cell.failures.at(candidates.tickNanos());
  }

  /** Written by whoever reports; two reports at once may lose one of the two samples. */
  @SuppressWarnings("UnusedVariable") // Fields are accessed through their handles.
  private static final class Cell implements LoadCell {

    /** The paper's α = 0.9 is the weight of the past. */
    private static final double PAST = 0.9;

    /** What an endpoint is taken to need that has only failed so far. */
    private static final double FAILED_FIRST_NANOS = 1e9;

    private static final VarHandle RESPONSE;
    private static final VarHandle SERVICE;
    private static final VarHandle QUEUE;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        RESPONSE = lookup.findVarHandle(Cell.class, "responseNanos", double.class);
        SERVICE = lookup.findVarHandle(Cell.class, "serviceNanos", double.class);
        QUEUE = lookup.findVarHandle(Cell.class, "queue", double.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final FailurePenalty failures = new FailurePenalty();
    private double responseNanos;
    private double serviceNanos;
    private double queue;

    boolean isUnknown() {
      return (double) RESPONSE.getOpaque(this) == 0;
    }

    double score(double requests) {
      double response = (double) RESPONSE.getOpaque(this);
      double service = (double) SERVICE.getOpaque(this);
      double joined = requests + (double) QUEUE.getOpaque(this);
      return Math.max(0, response - service) + joined * joined * joined * service;
    }

    @Override
    public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
      failures.learn(outcome, latencyNanos, nowNanos);
      double response = (double) RESPONSE.getOpaque(this);
      double sample = Math.max(1, (double) latencyNanos);
      if (outcome.isSuccess()) {
        LoadReport report = outcome.loadReport();
        double service = report == null ? Double.NaN : report.serviceTimeNanos();
        double waiting = report == null ? Double.NaN : report.queueLength();
        // A server that does not tell its service time is taken to need the whole response time.
        average(SERVICE, Double.isNaN(service) ? sample : service);
        average(QUEUE, Double.isNaN(waiting) ? 0 : waiting);
        average(RESPONSE, sample);
      } else if (sample > response && (response != 0 || outcome.isFailure())) {
        double atLeast = response == 0 ? Math.max(sample, FAILED_FIRST_NANOS) : sample;
        RESPONSE.setOpaque(this, atLeast);
        SERVICE.setOpaque(this, Math.max(atLeast, (double) SERVICE.getOpaque(this)));
      }
    }

    private void average(VarHandle field, double sample) {
      double before = (double) field.getOpaque(this);
      field.setOpaque(this, isUnknown() ? sample : PAST * before + (1 - PAST) * sample);
    }

    @Override
    public void forget() {
      RESPONSE.setOpaque(this, 0.0);
      SERVICE.setOpaque(this, 0.0);
      QUEUE.setOpaque(this, 0.0);
      failures.forget();
    }
  }
}

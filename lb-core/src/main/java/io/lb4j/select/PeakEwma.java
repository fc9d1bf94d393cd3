package io.lb4j.select;

import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * Load as the latency that one more request would see: a moving average of latency that jumps up at
 * once and comes down slowly, times the requests in flight, times a penalty for failures.
 *
 * <p>Source: Finagle's peak EWMA; the failure penalty and the treatment of censored samples are
 * ours.
 */
final class PeakEwma implements LoadMetric {

  /**
   * An endpoint that has not answered yet takes one request at a time: with one in flight it is
   * worse than any endpoint that has.
   */
  private static final double UNKNOWN_AND_BUSY = 1e30;

  @Override
  public String name() {
    return "peak_ewma";
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
    if (cell == null || (inFlight > 0 && !cell.hasAnswered())) {
      return UNKNOWN_AND_BUSY * inFlight;
    }
    return cell.cost(candidates.tickNanos()) * (Queue.length(candidates, index) + 1);
  }

  /**
   * Latency and success rate of one endpoint.
   *
   * <p>Written by whoever reports, without locks. Two threads that report at once may lose one of
   * the two samples, or pair one's latency with the other's time: harmless in an average of many,
   * and the next sample mends it. Access is opaque, so every value read is one that was written,
   * and a report pays for no fence.
   */
  @SuppressWarnings("UnusedVariable") // Fields are accessed through their handles.
  static final class Cell implements LoadCell {

    /** Longer latencies count as this, so that one absurd sample is forgotten within minutes. */
    private static final long MAX_LATENCY_NANOS = TimeUnit.HOURS.toNanos(1);

    /** What an endpoint is taken to cost that has only failed so far. */
    private static final double FAILED_FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final VarHandle LATENCY = handle("latencyNanos", double.class);
    private static final VarHandle SUCCESS_RATE = handle("successRate", double.class);
    private static final VarHandle COST = handle("cost", double.class);
    private static final VarHandle LEARNED_AT = handle("learnedAtNanos", long.class);
    private static final VarHandle ANSWERED = handle("answered", boolean.class);

    private double latencyNanos;
    private double successRate = SuccessRate.PERFECT;
    // Latency times penalty, kept ready for the picker.
    private double cost;
    private long learnedAtNanos;
    private boolean answered;

    boolean hasAnswered() {
      return (boolean) ANSWERED.getOpaque(this);
    }

    double cost(long tickNanos) {
      long idleNanos = tickNanos - (long) LEARNED_AT.getOpaque(this);
      return Decay.isNegligible(idleNanos) ? (double) COST.getOpaque(this) : idleCost(idleNanos);
    }

    private double idleCost(long idleNanos) {
      double decay = Decay.over(idleNanos);
      return latency() * decay * SuccessRate.penalty(SuccessRate.afterIdling(successRate(), decay));
    }

    @Override
    public void learn(Outcome outcome, long rawLatencyNanos, long nowNanos) {
      double sample = (double) Math.max(0, Math.min(rawLatencyNanos, MAX_LATENCY_NANOS));
      switch (outcome.kind()) {
        case SUCCESS -> succeeded(sample, nowNanos);
        case IGNORED -> tookAtLeast(sample, nowNanos);
        default -> failed(sample, nowNanos);
      }
    }

    @Override
    public void forget() {
      ANSWERED.setOpaque(this, false);
      store(0, SuccessRate.PERFECT, (long) LEARNED_AT.getOpaque(this));
    }

    private void succeeded(double sample, long nowNanos) {
      double latency = latency();
      if (!hasAnswered() || sample >= latency) {
        latency = sample;
      } else {
        latency = sample + (latency - sample) * decaySinceLearned(nowNanos);
      }
      double rate = successRate();
      if (rate != SuccessRate.PERFECT) {
        rate = SuccessRate.afterAttempt(rateAt(nowNanos), true);
      }
      store(latency, rate, nowNanos);
      ANSWERED.setOpaque(this, true);
    }

    /** A failure is never a fast sample: the estimate stays, undecayed, or rises. */
    private void failed(double sample, long nowNanos) {
      double latency = Math.max(sample, hasAnswered() ? latency() : FAILED_FIRST_NANOS);
      store(latency, SuccessRate.afterAttempt(rateAt(nowNanos), false), nowNanos);
    }

    /** A censored sample: all that is known is that an answer would have taken longer. */
    private void tookAtLeast(double sample, long nowNanos) {
      if (sample > latency() * decaySinceLearned(nowNanos)) {
        store(sample, rateAt(nowNanos), nowNanos);
      }
    }

    private double rateAt(long nowNanos) {
      double rate = successRate();
      return rate == SuccessRate.PERFECT
          ? rate
          : SuccessRate.afterIdling(rate, decaySinceLearned(nowNanos));
    }

    private double decaySinceLearned(long nowNanos) {
      return Decay.over(nowNanos - (long) LEARNED_AT.getOpaque(this));
    }

    private double latency() {
      return (double) LATENCY.getOpaque(this);
    }

    private double successRate() {
      return (double) SUCCESS_RATE.getOpaque(this);
    }

    private void store(double latency, double rate, long nowNanos) {
      LATENCY.setOpaque(this, latency);
      SUCCESS_RATE.setOpaque(this, rate);
      COST.setOpaque(this, latency * SuccessRate.penalty(rate));
      LEARNED_AT.setOpaque(this, nowNanos);
    }

    private static VarHandle handle(String field, Class<?> type) {
      try {
        return MethodHandles.lookup().findVarHandle(Cell.class, field, type);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}

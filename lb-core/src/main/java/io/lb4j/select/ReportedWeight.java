package io.lb4j.select;

import io.lb4j.request.LoadReport;
import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * What one endpoint has reported of its load, as a weight, and how far its answers bear that out.
 *
 * <p>Written by whoever reports, without locks; of two reports at once one may be lost or their
 * fields be mixed, which the next report mends.
 *
 * <p>Source: gRFC A58. The success rate is ours: an endpoint that fails before it could report
 * anything would keep the weight of its last good report, or the mean.
 */
@SuppressWarnings("UnusedVariable") // Fields are accessed through their handles.
final class ReportedWeight implements LoadCell {

  private static final double ERROR_PENALTY = 1;

  /** A new endpoint's first reports are of an idle, cold server, and would draw a burst to it. */
  private static final long BLACKOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long EXPIRY_NANOS = TimeUnit.MINUTES.toNanos(3);

  private static final VarHandle WEIGHT = handle("weight", double.class);
  private static final VarHandle REPORTED_AT = handle("reportedAtNanos", long.class);
  private static final VarHandle REPORTING_SINCE = handle("reportingSinceNanos", long.class);
  private static final VarHandle RATE = handle("successRate", double.class);
  private static final VarHandle JUDGED_AT = handle("judgedAtNanos", long.class);

  // Requests per second it could serve; 0 until it has reported.
  private double weight;
  private long reportedAtNanos;
  private long reportingSinceNanos;
  private double successRate = SuccessRate.PERFECT;
  private long judgedAtNanos;

  /** The weight by its reports, or 0 while they are too new, too old or missing. */
  double weight(long nowNanos) {
    if (nowNanos - (long) REPORTING_SINCE.getOpaque(this) < BLACKOUT_NANOS
        || nowNanos - (long) REPORTED_AT.getOpaque(this) >= EXPIRY_NANOS) {
      return 0;
    }
    return (double) WEIGHT.getOpaque(this);
  }

  /** The share of its turns that it deserves going by its failures: 1 if it has none. */
  double trust(long nowNanos) {
    return 1 / SuccessRate.penalty(successRateAt(nowNanos));
  }

  @Override
  public boolean needsLatency() {
    return false;
  }

  @Override
  public boolean learnsFrom(Outcome outcome) {
    return outcome.loadReport() != null || changesTrust(outcome);
  }

  private boolean changesTrust(Outcome outcome) {
    return outcome.isFailure() || (outcome.isSuccess() && successRate() != SuccessRate.PERFECT);
  }

  @Override
  public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
    LoadReport report = outcome.loadReport();
    if (report != null) {
      learn(report, nowNanos);
    }
    if (changesTrust(outcome)) {
      double next = SuccessRate.afterAttempt(successRateAt(nowNanos), outcome.isSuccess());
      JUDGED_AT.setOpaque(this, nowNanos);
      RATE.setOpaque(this, next);
    }
  }

  private void learn(LoadReport report, long nowNanos) {
    double qps = report.requestsPerSecond();
    double errorRate = report.errorsPerSecond() / qps;
    double load = report.utilization() + (errorRate > 0 ? errorRate * ERROR_PENALTY : 0);
    double reported = qps / load;
    // Also false for what the server left out. A server that does nothing says nothing about
    // itself.
    if (report.utilization() > 0 && reported > 0 && reported <= Double.MAX_VALUE) {
      if ((double) WEIGHT.getOpaque(this) == 0
          || nowNanos - (long) REPORTED_AT.getOpaque(this) >= EXPIRY_NANOS) {
        REPORTING_SINCE.setOpaque(this, nowNanos);
      }
      REPORTED_AT.setOpaque(this, nowNanos);
      WEIGHT.setOpaque(this, reported);
    }
  }

  @Override
  public void forget() {
    WEIGHT.setOpaque(this, 0.0);
    RATE.setOpaque(this, SuccessRate.PERFECT);
  }

  private double successRateAt(long nowNanos) {
    double last = successRate();
    return last == SuccessRate.PERFECT
        ? last
        : SuccessRate.afterIdling(last, Decay.over(nowNanos - (long) JUDGED_AT.getOpaque(this)));
  }

  private double successRate() {
    return (double) RATE.getOpaque(this);
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(ReportedWeight.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}

package io.lb4j.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares a canary with its baseline, over the same time. Pure: figures in, a finding out.
 *
 * <p>Who looks often finds something in the end, so the k-th look may be wrong with a probability
 * of 1 / k(k + 1) of what is allowed; over all looks, however many, that adds up to what is. Half
 * of it goes to failures and half to latency, which is divided again among the bounds of the grid:
 * the baseline's p99, which one is taken by, comes from the same sample.
 */
final class CanaryJudge {

  /** The look that the needed number of requests is computed for: fine for millions of them. */
  private static final int TYPICAL_LOOK = 30;

  private static final int TESTS = 2;

  private final CanaryPolicy policy;

  CanaryJudge(CanaryPolicy policy) {
    this.policy = policy;
  }

  /** How many of the canary's requests are needed before silence means something. */
  long neededRequests() {
    if (policy.minRequests() > 0) {
      return policy.minRequests();
    }
    double margin = policy.errorMargin();
    double seen = 3 * margin;
    double perRequest =
        seen * Math.log(seen / margin) + (1 - seen) * Math.log((1 - seen) / (1 - margin));
    return (long) Math.ceil(ExcessBound.threshold(allowed(TYPICAL_LOOK)) / perRequest);
  }

  /**
   * Says what is worse than it may be.
   *
   * @param look how many times these two were compared, this time included
   * @return what is worse, or null if nothing is for certain
   */
  @Nullable String worse(VariantFigures canary, VariantFigures baseline, int look) {
    double errors =
        ExcessBound.exponent(
            canary.failures(),
            canary.requests(),
            baseline.failures(),
            baseline.requests(),
            policy.errorMargin());
    if (errors > ExcessBound.threshold(allowed(look))) {
      return "%.2f %% of its requests fail, %.2f %% of the baseline's"
          .formatted(100 * canary.failureShare(), 100 * baseline.failureShare());
    }
    // What the baseline exceeds once in a hundred times, the canary may not exceed more often by
    // the factor.
    int bound = baseline.bucketOf(VariantFigures.P99);
    double slowness =
        ExcessBound.exponent(
            canary.above(bound + LatencyGrid.steps(policy.latencyFactor())),
            canary.successes(),
            baseline.above(bound),
            baseline.successes(),
            0);
    if (slowness > ExcessBound.threshold(allowed(look) / LatencyGrid.SIZE)) {
      return "its p99 is %.1f ms, the baseline's %.1f ms"
          .formatted(canary.p99().toNanos() / 1e6, baseline.p99().toNanos() / 1e6);
    }
    return null;
  }

  /** Says in words what a canary may differ by and be no worse. */
  String allowed() {
    return String.format(
        Locale.ROOT,
        "within %.2f percentage points more failed requests and %.1f times its p99, chance aside",
        100 * policy.errorMargin(),
        policy.latencyFactor());
  }

  private double allowed(int look) {
    return policy.falseAlarms() / TESTS / look / (look + 1.0);
  }
}

package io.lb4j.route;

import java.time.Duration;

/**
 * How a variant's requests went, over some time. Immutable. What was reported as ignored is not
 * counted.
 */
public final class VariantFigures {

  static final double P99 = 0.99;

  private final long successes;
  private final long failures;
  private final long[] latencies;

  VariantFigures(long successes, long failures, long[] latencies) {
    this.successes = successes;
    this.failures = failures;
    this.latencies = latencies;
  }

  /**
   * Returns how many requests have ended.
   *
   * @return successes and failures
   */
  public long requests() {
    return successes + failures;
  }

  /**
   * Returns how many of them failed.
   *
   * @return failures, time-outs, rejections and failed connects
   */
  public long failures() {
    return failures;
  }

  /**
   * Returns the share that failed.
   *
   * @return 0 to 1; 0 without requests
   */
  public double failureShare() {
    return requests() == 0 ? 0 : (double) failures / requests();
  }

  /**
   * Returns what 99 % of the successes took at most, to 9 %.
   *
   * @return zero without successes
   */
  public Duration p99() {
    return successes == 0 ? Duration.ZERO : Duration.ofNanos(LatencyGrid.upperNanos(bucketOf(P99)));
  }

  long successes() {
    return successes;
  }

  /** The bucket that a quantile of the successes falls into. */
  int bucketOf(double quantile) {
    long total = above(-1);
    long below = 0;
    for (int i = 0; i < latencies.length; i++) {
      below += latencies[i];
      if (below > 0 && below >= quantile * total) {
        return i;
      }
    }
    return latencies.length - 1;
  }

  /** How many successes took longer than a bucket. */
  long above(int bucket) {
    long above = 0;
    for (int i = bucket + 1; i < latencies.length; i++) {
      above += latencies[i];
    }
    return above;
  }

  /** What has come since. */
  VariantFigures since(VariantFigures before) {
    long[] counts = new long[latencies.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = latencies[i] - before.latencies[i];
    }
    return new VariantFigures(successes - before.successes, failures - before.failures, counts);
  }

  @Override
  public String toString() {
    return "%d requests, %.2f %% failed, p99 %.1f ms"
        .formatted(requests(), 100 * failureShare(), p99().toNanos() / 1e6);
  }
}

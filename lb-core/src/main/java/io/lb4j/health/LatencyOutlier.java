package io.lb4j.health;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Finds endpoints whose successes take much longer than the others': on average more than {@link
 * #factor()} times the median of the set, and more than {@link #minExcess()} beyond it. The median
 * stays where it is while less than half are slow. Time-outs are failures, for the other judges;
 * endpoints in slow start are not compared.
 *
 * <p>For policies that do not look at latency, such as round robin and hashing. Those that do send
 * a slow endpoint less by themselves, and go on using what it can do. Not for sets whose endpoints
 * differ by design: other regions, other hardware.
 *
 * <p>Costs two readings of the clock, where nobody else wants latencies, and one atomic addition
 * per success. A latency is that from selection to report.
 *
 * @param minHosts how many endpoints must have enough successes; at least 1
 * @param minRequests how many successes are enough; at least 1
 * @param factor how many times the median is too much; above 1
 * @param minExcess how much beyond the median at least; not negative
 */
public record LatencyOutlier(int minHosts, long minRequests, double factor, Duration minExcess)
    implements OutlierJudge {

  private static final LatencyOutlier DEFAULTS =
      new LatencyOutlier(5, 100, 3, Duration.ofMillis(10));

  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * Checks the values.
   *
   * @param minHosts {@link #minHosts()}
   * @param minRequests {@link #minRequests()}
   * @param factor {@link #factor()}
   * @param minExcess {@link #minExcess()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public LatencyOutlier {
    Thresholds.requireAtLeastOne("minHosts", minHosts);
    Thresholds.requireAtLeastOne("minRequests", minRequests);
    if (!(factor > 1 && factor <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "factor is " + factor + "; it must be above 1, or half of the endpoints go, and finite");
    }
    Durations.requireNotNegative("minExcess", minExcess);
  }

  /**
   * Returns the defaults: three times the median and 10 ms beyond it, if five endpoints have 100
   * successes each.
   *
   * @return the defaults
   */
  public static LatencyOutlier defaults() {
    return DEFAULTS;
  }

  /**
   * Changes how much is too much.
   *
   * @param factor how many times the median; above 1
   * @param minExcess how much beyond the median at least; not negative
   * @return a changed copy
   */
  public LatencyOutlier withThreshold(double factor, Duration minExcess) {
    return new LatencyOutlier(minHosts, minRequests, factor, minExcess);
  }

  @Override
  public boolean needsLatency() {
    return true;
  }

  @Override
  public List<Outlier> judge(List<EndpointWindow> windows) {
    List<EndpointWindow> compared =
        windows.stream()
            .filter(window -> !window.warmingUp() && window.timed() >= minRequests)
            .toList();
    if (compared.size() < minHosts) {
      return List.of();
    }
    double median = median(compared);
    double threshold = Math.max(factor * median, median + minExcess.toNanos());
    return compared.stream()
        .filter(window -> window.meanLatencyNanos() > threshold)
        .sorted(Comparator.comparingDouble(EndpointWindow::meanLatencyNanos).reversed())
        .map(window -> outlier(window, median, compared.size()))
        .toList();
  }

  private static double median(List<EndpointWindow> windows) {
    double[] sorted =
        windows.stream().mapToDouble(EndpointWindow::meanLatencyNanos).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static Outlier outlier(EndpointWindow window, double medianNanos, int hosts) {
    return new Outlier(
        window.endpoint().id(),
        String.format(
            Locale.ROOT,
            "mean latency %.1f ms of %d successes, median of %d endpoints %.1f ms",
            window.meanLatencyNanos() / NANOS_PER_MILLI,
            window.timed(),
            hosts,
            medianNanos / NANOS_PER_MILLI));
  }
}

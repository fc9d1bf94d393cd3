package io.lb4j.health;

import io.lb4j.stats.OutcomeCounts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Finds endpoints whose success rate is far below that of the set: below the mean by more than
 * {@link #deviations()} population standard deviations. Only endpoints with enough requests are
 * compared, so idle ones do not move the mean. If all are equally bad nobody is an outlier.
 *
 * <p>Two guards keep the rule from ejecting good endpoints where rates hardly differ and the
 * standard deviation is next to nothing: the rate must be below the mean by {@link #minGap()} too,
 * and by four standard errors of a rate measured with so few requests, which chance alone exceeds
 * once in 30 000 times.
 *
 * <p>In a small set an outlier drags the mean along. With 1.9 deviations a single one stands out
 * from five endpoints on, and two that are equally bad hide each other below ten: use {@link
 * FailurePercentage} or {@link MaxFails} there.
 *
 * <p>The rule, its 1.9 deviations and its minima are Envoy's; the guards are ours.
 *
 * @param origin which failures count
 * @param minHosts how many endpoints must have enough requests; at least 1
 * @param minRequests how many requests are enough; at least 1
 * @param deviations how many standard deviations below the mean; not negative
 * @param minGap how far below the mean at least, as a share of the requests; 0 to 1
 */
public record SuccessRateOutlier(
    FailureOrigin origin, int minHosts, long minRequests, double deviations, double minGap)
    implements OutlierJudge {

  private static final double STANDARD_ERRORS = 4;

  private static final SuccessRateOutlier DEFAULTS =
      new SuccessRateOutlier(FailureOrigin.ANY, 5, 100, 1.9, 0.05);

  /**
   * Checks the values.
   *
   * @param origin {@link #origin()}
   * @param minHosts {@link #minHosts()}
   * @param minRequests {@link #minRequests()}
   * @param deviations {@link #deviations()}
   * @param minGap {@link #minGap()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public SuccessRateOutlier {
    Objects.requireNonNull(origin, "origin");
    Thresholds.requireAtLeastOne("minHosts", minHosts);
    Thresholds.requireAtLeastOne("minRequests", minRequests);
    Thresholds.requireNotNegative("deviations", deviations);
    if (!(minGap >= 0 && minGap <= 1)) {
      throw new IllegalArgumentException("minGap is " + minGap + "; it must be between 0 and 1");
    }
  }

  /**
   * Returns the defaults: all failures, five endpoints with 100 requests each, 1.9 deviations, and
   * at least 5 % of the requests below the mean.
   *
   * @return the defaults
   */
  public static SuccessRateOutlier defaults() {
    return DEFAULTS;
  }

  /**
   * Changes which failures count.
   *
   * @param origin which failures count
   * @return a changed copy
   */
  public SuccessRateOutlier withOrigin(FailureOrigin origin) {
    return new SuccessRateOutlier(origin, minHosts, minRequests, deviations, minGap);
  }

  @Override
  public List<Outlier> judge(List<EndpointWindow> windows) {
    List<EndpointWindow> compared =
        windows.stream().filter(window -> requests(window) >= minRequests).toList();
    if (compared.size() < minHosts) {
      return List.of();
    }
    double mean = compared.stream().mapToDouble(this::rate).average().orElse(0);
    double variance =
        compared.stream()
            .mapToDouble(window -> (rate(window) - mean) * (rate(window) - mean))
            .average()
            .orElse(0);
    double threshold = mean - Math.max(minGap, deviations * Math.sqrt(variance));
    return compared.stream()
        .filter(window -> rate(window) < Math.min(threshold, mean - noise(mean, window)))
        .sorted(Comparator.comparingDouble(this::rate))
        .map(window -> outlier(window, mean, compared.size()))
        .toList();
  }

  private long requests(EndpointWindow window) {
    return origin.requests(window.counts());
  }

  private double rate(EndpointWindow window) {
    OutcomeCounts counts = window.counts();
    return 1 - origin.failures(counts) / (double) origin.requests(counts);
  }

  /** How far from the mean a rate of that many requests may come by chance. */
  private double noise(double mean, EndpointWindow window) {
    return STANDARD_ERRORS * Math.sqrt(Math.max(0, mean * (1 - mean)) / requests(window));
  }

  private Outlier outlier(EndpointWindow window, double mean, int hosts) {
    return new Outlier(
        window.endpoint().id(),
        String.format(
            Locale.ROOT,
            "success rate %.1f %% of %d requests, mean of %d endpoints %.1f %%",
            100 * rate(window),
            requests(window),
            hosts,
            100 * mean));
  }
}

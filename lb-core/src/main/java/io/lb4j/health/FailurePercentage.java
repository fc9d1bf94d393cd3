package io.lb4j.health;

import io.lb4j.stats.OutcomeCounts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Finds endpoints of which a fixed percentage of the requests fails, whatever the others do: it
 * finds two that hide each other from {@link SuccessRateOutlier}, and would find all if all are
 * bad. Then {@link EjectionPolicy#maxEjectedShare()} alone decides how many go.
 *
 * <p>The rule and its defaults are Envoy's.
 *
 * @param origin which failures count
 * @param minHosts how many endpoints must have enough requests; at least 1
 * @param minRequests how many requests are enough; at least 1
 * @param percentage which percentage of the requests must fail; above 0, at most 100
 */
public record FailurePercentage(
    FailureOrigin origin, int minHosts, long minRequests, double percentage)
    implements OutlierJudge {

  private static final FailurePercentage DEFAULTS =
      new FailurePercentage(FailureOrigin.ANY, 5, 50, 85);

  /**
   * Checks the values.
   *
   * @param origin {@link #origin()}
   * @param minHosts {@link #minHosts()}
   * @param minRequests {@link #minRequests()}
   * @param percentage {@link #percentage()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public FailurePercentage {
    Objects.requireNonNull(origin, "origin");
    Thresholds.requireAtLeastOne("minHosts", minHosts);
    Thresholds.requireAtLeastOne("minRequests", minRequests);
    if (!(percentage > 0 && percentage <= 100)) {
      throw new IllegalArgumentException(
          "percentage is " + percentage + "; it must be above 0, or every endpoint goes, to 100");
    }
  }

  /**
   * Returns the defaults: 85 % of all kinds of failures, if five endpoints have 50 requests each.
   *
   * @return the defaults
   */
  public static FailurePercentage defaults() {
    return DEFAULTS;
  }

  /**
   * Changes which failures count.
   *
   * @param origin which failures count
   * @return a changed copy
   */
  public FailurePercentage withOrigin(FailureOrigin origin) {
    return new FailurePercentage(origin, minHosts, minRequests, percentage);
  }

  /**
   * Changes how many endpoints must have enough requests.
   *
   * @param minHosts at least 1
   * @return a changed copy
   */
  public FailurePercentage withMinHosts(int minHosts) {
    return new FailurePercentage(origin, minHosts, minRequests, percentage);
  }

  @Override
  public List<Outlier> judge(List<EndpointWindow> windows) {
    List<EndpointWindow> busy =
        windows.stream().filter(window -> origin.requests(window.counts()) >= minRequests).toList();
    if (busy.size() < minHosts) {
      return List.of();
    }
    return busy.stream()
        .filter(window -> failedPercentage(window) >= percentage)
        .sorted(Comparator.comparingDouble(this::failedPercentage).reversed())
        .map(this::outlier)
        .toList();
  }

  private double failedPercentage(EndpointWindow window) {
    OutcomeCounts counts = window.counts();
    return 100.0 * origin.failures(counts) / origin.requests(counts);
  }

  private Outlier outlier(EndpointWindow window) {
    return new Outlier(
        window.endpoint().id(),
        String.format(
            Locale.ROOT,
            "%.1f %% %s in %d requests",
            failedPercentage(window),
            origin.failureNoun(),
            origin.requests(window.counts())));
  }
}

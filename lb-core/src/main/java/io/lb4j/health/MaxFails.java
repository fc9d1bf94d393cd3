package io.lb4j.health;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Finds endpoints with so many failures in one interval, however many requests went well: nginx's
 * {@code max_fails}. Its {@code fail_timeout} is both the interval and the time out:
 *
 * <pre>{@code
 * EjectionPolicy.off()
 *     .withJudges(MaxFails.of(3))
 *     .withInterval(failTimeout)
 *     .withDurations(failTimeout, failTimeout)
 * }</pre>
 *
 * <p>Unlike nginx it judges at the end of the interval, and intervals follow each other, so that
 * failures on both sides of a border are not added up.
 *
 * <p>Not for endpoints of very different traffic: the busiest one fails most often.
 *
 * @param origin which failures count
 * @param failures how many in one interval; at least 1
 */
public record MaxFails(FailureOrigin origin, long failures) implements OutlierJudge {

  /**
   * Checks the values.
   *
   * @param origin {@link #origin()}
   * @param failures {@link #failures()}
   * @throws IllegalArgumentException if the number is below 1
   */
  public MaxFails {
    Objects.requireNonNull(origin, "origin");
    Thresholds.requireAtLeastOne("failures", failures);
  }

  /**
   * Returns a judge that counts all failures.
   *
   * @param failures how many in one interval; at least 1
   * @return the judge
   * @throws IllegalArgumentException if the number is below 1
   */
  public static MaxFails of(long failures) {
    return new MaxFails(FailureOrigin.ANY, failures);
  }

  @Override
  public List<Outlier> judge(List<EndpointWindow> windows) {
    return windows.stream()
        .filter(window -> failed(window) >= failures)
        .sorted(Comparator.comparingLong(this::failed).reversed())
        .map(window -> new Outlier(window.endpoint().id(), reason(window)))
        .toList();
  }

  private long failed(EndpointWindow window) {
    return origin.failures(window.counts());
  }

  private String reason(EndpointWindow window) {
    return failed(window) + " " + origin.failureNoun() + " in one interval";
  }
}

package io.lb4j.select;

import org.jspecify.annotations.Nullable;

/**
 * How busy or bad an endpoint is, as one number. Combined with a chooser it makes a policy: {@link
 * SelectionPolicies#powerOfChoices} takes the best of a few, {@code least…} policies the best of
 * all.
 *
 * <p>The metrics of lb4j come from {@link LoadMetrics}. Implementations must be stateless, what
 * they learn lives in cells, and safe for concurrent use: a picker asks on every selection, for
 * every candidate it looks at.
 */
public interface LoadMetric {

  /**
   * Returns the name that stands for the metric in the names of policies.
   *
   * @return a short lower-case name such as {@code in_flight}
   */
  String name();

  /**
   * Makes the memory of one endpoint.
   *
   * @return a new cell, or null if the metric learns nothing from outcomes
   */
  @Nullable LoadCell newCell();

  /**
   * Returns the load a candidate would have with one more request.
   *
   * @param candidates the candidates
   * @param index one of them
   * @return finite and not negative, the smaller the better
   */
  double load(Candidates candidates, int index);

  /**
   * Returns by which share loads must differ to mean anything, where choosers can take that into
   * account: latencies are noisy, and who is a little faster by chance must not get all traffic.
   *
   * @return 0 for metrics that are exact
   */
  default double tolerance() {
    return 0;
  }
}

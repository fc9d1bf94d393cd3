package io.lb4j.select;

import org.jspecify.annotations.Nullable;

/**
 * How busy or bad an endpoint is, as one number. Combined with a chooser it makes a policy: "the
 * better of two by this metric".
 */
interface LoadMetric {

  /** Makes an endpoint's memory, or null if the metric needs none. */
  @Nullable LoadCell newCell();

  /**
   * Returns the load of a candidate if it took one more request: finite, the smaller the better.
   */
  double load(Candidates candidates, int index);
}

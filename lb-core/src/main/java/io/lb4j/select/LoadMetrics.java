package io.lb4j.select;

/**
 * The load metrics that come with lb4j. In every one of them an endpoint that fails or rejects is
 * loaded the more, however fast it does so.
 */
public final class LoadMetrics {

  private LoadMetrics() {}

  /**
   * Requests in flight relative to the weight.
   *
   * @return the metric
   */
  public static LoadMetric inFlight() {
    return new InFlight();
  }

  /**
   * Recent latency, peaks first, times what is in flight relative to the weight. See {@link
   * SelectionPolicies#peakEwma()}.
   *
   * @return the metric
   */
  public static LoadMetric peakEwma() {
    return new PeakEwma();
  }

  /**
   * Average latency times what is in flight relative to the weight.
   *
   * @return the metric
   */
  public static LoadMetric responseTime() {
    return new ResponseTime();
  }

  /**
   * Bytes per second, as callers report them, relative to the weight.
   *
   * @return the metric
   */
  public static LoadMetric bandwidth() {
    return new Bandwidth();
  }

  /**
   * C3's score: the time a request would wait, with the cube of the queue. See {@link
   * SelectionPolicies#c3()}.
   *
   * @return the metric
   */
  public static LoadMetric c3() {
    return new C3();
  }
}

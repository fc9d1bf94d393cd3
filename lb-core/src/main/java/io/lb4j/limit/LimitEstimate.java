package io.lb4j.limit;

/**
 * What an {@link AdaptiveLimit} knows of one endpoint: how many requests it should have at once,
 * and whatever leads from one observation to the next.
 *
 * <p>Immutable. An estimate is a pure function of the estimate before and of one sample, so it can
 * be tested and replayed without a clock. Asked about once a second, by the thread that happens to
 * report then, so it must not block.
 */
public interface LimitEstimate {

  /**
   * Returns how many requests the endpoint may have at once now.
   *
   * @return at least 1; less counts as 1
   */
  int limit();

  /**
   * Learns from what was observed while this estimate held.
   *
   * @param sample the observations
   * @return the next estimate, or this one if nothing changes
   */
  LimitEstimate after(LimitSample sample);
}

package io.lb4j.select;

import io.lb4j.request.Outcome;

/**
 * What a policy remembers of one endpoint. The balancer feeds it every judged attempt from which it
 * {@linkplain #learnsFrom learns}, and carries it from one set of candidates to the next.
 *
 * <p>Called from many threads at once, on the path of {@code report}: it should take nanoseconds,
 * and must not block or throw.
 */
public interface LoadCell {

  /**
   * Learns from an attempt. Called at most once per lease; a stream that breaks after it was
   * reported as success is not learned from again.
   *
   * @param outcome how it went; an unreported lease arrives as {@link Outcome#ignored()}
   * @param latencyNanos from selection to report, not negative. A lower bound unless the outcome is
   *     a success; may be 0 if the cell does not {@linkplain #needsLatency need} it
   * @param nowNanos the ticker's reading at the report
   */
  void learn(Outcome outcome, long latencyNanos, long nowNanos);

  /**
   * Tells whether it learns from latencies. If neither the cell does nor anyone else (judges,
   * observers, limits, breakers and others), the balancer does not measure them, which spares every
   * call two readings of the clock. Asked once per endpoint; a cell that throws counts as one that
   * does.
   *
   * @return true unless the cell never looks at {@code latencyNanos}
   */
  default boolean needsLatency() {
    return true;
  }

  /**
   * Tells whether there is anything to learn from an attempt that was not timed; if not, {@link
   * #learn} may not be called and the clock not be read for it. Asked at every such report, before
   * {@code learn}.
   *
   * @param outcome how the attempt went
   * @return false if {@code learn} would change nothing
   */
  default boolean learnsFrom(Outcome outcome) {
    return true;
  }

  /**
   * Drops what was learned. Called when the endpoint has come back from an ejection: what it was
   * like while it failed no longer says anything.
   */
  void forget();
}

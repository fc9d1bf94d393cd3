package io.lb4j.simulator.policy;

import io.lb4j.BalancerBuilder;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SlowStart;

/**
 * What a scenario sets of every client's balancer besides the policy.
 *
 * @param ejection when servers are ejected
 * @param slowStart how new servers get their share
 * @param panicThreshold below which healthy share the ejected serve too
 * @param retryRatio retries per request
 * @param retryFloorPerSecond retries per second that are free
 */
public record BalancerTuning(
    EjectionPolicy ejection,
    SlowStart slowStart,
    double panicThreshold,
    double retryRatio,
    double retryFloorPerSecond) {

  /**
   * Returns the library's defaults.
   *
   * @return what a balancer does unless told otherwise
   */
  public static BalancerTuning defaults() {
    return new BalancerTuning(EjectionPolicy.defaults(), SlowStart.defaults(), 0.5, 0.1, 1);
  }

  /**
   * Applies the settings.
   *
   * @param builder of a balancer
   */
  public void apply(BalancerBuilder<?> builder) {
    builder
        .ejection(ejection)
        .slowStart(slowStart)
        .panic(PanicPolicy.defaults().withThreshold(panicThreshold))
        .retryBudget(retryRatio, retryFloorPerSecond);
  }
}

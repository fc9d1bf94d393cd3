package io.lb4j.simulator.policy;

import io.lb4j.BalancerBuilder;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SlowStart;
import java.time.Duration;

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

  /** How long a balancer remembers a server that has left its set: as long as unless told so. */
  public static final Duration REMEMBER_REMOVED = Duration.ofMinutes(1);

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
        .rememberRemoved(REMEMBER_REMOVED)
        .retryBudget(retryRatio, retryFloorPerSecond);
  }
}

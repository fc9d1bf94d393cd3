package io.lb4j.simulator.policy;

import io.lb4j.BalancerBuilder;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.simulator.server.Server;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario sets of every client's balancer besides the policy.
 *
 * @param ejection when servers are ejected
 * @param slowStart how new servers get their share
 * @param grace how long servers that join count as starting
 * @param panic when too few servers are left, and what happens then
 * @param localities how traffic divides between zones; null for not at all
 * @param checks how servers are checked; null for not at all
 * @param subset which part of the servers each client uses; null for all
 * @param retryRatio retries per request
 * @param retryFloorPerSecond retries per second that are free
 */
public record BalancerTuning(
    EjectionPolicy ejection,
    SlowStart slowStart,
    GracePeriod grace,
    PanicPolicy panic,
    @Nullable LocalityRule localities,
    @Nullable CheckRules checks,
    @Nullable SubsetRule subset,
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
    return new BalancerTuning(
        EjectionPolicy.defaults(),
        SlowStart.defaults(),
        GracePeriod.defaults(),
        PanicPolicy.defaults(),
        null,
        null,
        null,
        0.1,
        1);
  }

  /**
   * Applies the settings.
   *
   * @param builder of a balancer
   * @param probe asks servers, if they are checked
   */
  public void apply(BalancerBuilder<Server> builder, HealthProbe<Server> probe) {
    builder
        .ejection(ejection)
        .slowStart(slowStart)
        .grace(grace)
        .panic(panic)
        .rememberRemoved(REMEMBER_REMOVED)
        .retryBudget(retryRatio, retryFloorPerSecond);
    if (checks != null) {
      builder.healthChecks(checks.with(probe));
    }
  }
}

package io.lb4j.simulator.scenario;

import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.policy.BalancerTuning;
import java.time.Duration;

/** Reads {@code balancer}, but for its policy; what is not written is as the library has it. */
final class BalancerReader {

  private BalancerReader() {}

  static BalancerTuning read(Section section) {
    BalancerTuning defaults = BalancerTuning.defaults();
    EjectionPolicy ejection =
        section.section("ejection").map(BalancerReader::ejection).orElse(null);
    long window =
        section.optional(
            "slow_start", defaults.slowStart().window().toNanos(), Quantity::durationNanos);
    double panic = section.optional("panic_threshold", defaults.panicThreshold(), Quantity::share);
    double ratio = section.optional("retry_ratio", defaults.retryRatio(), Quantity::share);
    double floor =
        section.optional("retry_floor", defaults.retryFloorPerSecond(), Quantity::perSecond);
    SlowStart slowStart =
        window == 0 ? SlowStart.off() : SlowStart.defaults().withWindow(Duration.ofNanos(window));
    return section.finish(
        () ->
            new BalancerTuning(
                ejection == null ? defaults.ejection() : ejection, slowStart, panic, ratio, floor));
  }

  private static EjectionPolicy ejection(Section section) {
    EjectionPolicy defaults = EjectionPolicy.defaults();
    int failures =
        section.optional("failures", defaults.consecutiveFailures(), Quantity::wholeNumber);
    long base =
        section.optional("base", defaults.baseDuration().toNanos(), Quantity::durationNanos);
    long max = section.optional("max", defaults.maxDuration().toNanos(), Quantity::durationNanos);
    double share = section.optional("max_share", defaults.maxEjectedShare(), Quantity::share);
    return section.finish(
        () ->
            defaults
                .withConsecutiveFailures(failures)
                .withDurations(Duration.ofNanos(base), Duration.ofNanos(max))
                .withMaxEjectedShare(share));
  }
}

package io.lb4j.config;

import io.lb4j.BalancerBuilder;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.FailurePercentage;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.LatencyOutlier;
import io.lb4j.health.OutlierJudge;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SuccessRateOutlier;
import io.lb4j.health.TcpProbe;
import java.net.URI;
import java.time.Duration;

/** Who counts as healthy, and what happens when too few do. */
final class HealthRules {

  private final Values values;
  private final BalancerBuilder<URI> builder;

  private HealthRules(Values values, BalancerBuilder<URI> builder) {
    this.values = values;
    this.builder = builder;
  }

  static void add(Values values, BalancerBuilder<URI> builder) {
    new HealthRules(values, builder).add();
  }

  private void add() {
    builder.ejection(ejection());
    builder.grace(grace());
    builder.panic(panic());
    values.requireBeside(
        Key.CHECKS_TCP_INTERVAL,
        Key.CHECKS_TCP_TIMEOUT,
        Key.CHECKS_TCP_RISE,
        Key.CHECKS_TCP_FALL,
        Key.CHECKS_TCP_CONCURRENT,
        Key.CHECKS_TCP_ENDS_EJECTIONS);
    values
        .find(
            Key.CHECKS_TCP_INTERVAL,
            text -> HealthChecks.every(Units.duration(text), TcpProbe.toUris()))
        .map(this::checks)
        .ifPresent(builder::healthChecks);
  }

  private HealthChecks<URI> checks(HealthChecks<URI> every) {
    HealthChecks<URI> checks =
        values.fold(
            Key.CHECKS_TCP_TIMEOUT, every, (c, text) -> c.withTimeout(Units.duration(text)));
    checks =
        values.fold(
            Key.CHECKS_TCP_RISE,
            checks,
            (c, text) -> c.withThresholds(Units.whole(text), c.fall()));
    checks =
        values.fold(
            Key.CHECKS_TCP_FALL,
            checks,
            (c, text) -> c.withThresholds(c.rise(), Units.whole(text)));
    checks =
        values.fold(
            Key.CHECKS_TCP_CONCURRENT, checks, (c, text) -> c.withMaxConcurrent(Units.whole(text)));
    return values.fold(
        Key.CHECKS_TCP_ENDS_EJECTIONS, checks, (c, text) -> c.withEndsEjections(Units.flag(text)));
  }

  private EjectionPolicy ejection() {
    EjectionPolicy ejection = EjectionPolicy.defaults();
    ejection =
        values.fold(
            Key.EJECTION_FAILURES,
            ejection,
            (e, text) -> e.withConsecutiveFailures(Units.whole(text)));
    Duration base = values.get(Key.EJECTION_BASE, ejection.baseDuration(), Units::duration);
    Duration max = values.get(Key.EJECTION_MAX, ejection.maxDuration(), Units::duration);
    Key at = values.placeOf(Key.EJECTION_MAX, Key.EJECTION_BASE);
    ejection = values.fold(at, ejection, (e, text) -> e.withDurations(base, max));
    ejection =
        values.fold(
            Key.EJECTION_SHARE, ejection, (e, text) -> e.withMaxEjectedShare(Units.share(text)));
    ejection =
        values.fold(
            Key.EJECTION_INTERVAL, ejection, (e, text) -> e.withInterval(Units.duration(text)));
    ejection = values.fold(Key.EJECTION_JUDGES, ejection, (e, text) -> e.withJudges(judges(text)));
    return values.get(Key.EJECTION_ENABLED, true, Units::flag) ? ejection : EjectionPolicy.off();
  }

  private static OutlierJudge[] judges(String text) {
    return text.equals("none")
        ? new OutlierJudge[0]
        : Units.list(text).stream().map(HealthRules::judge).toArray(OutlierJudge[]::new);
  }

  private static OutlierJudge judge(String name) {
    return switch (name) {
      case "success-rate" -> SuccessRateOutlier.defaults();
      case "failure-percentage" -> FailurePercentage.defaults();
      case "latency" -> LatencyOutlier.defaults();
      default -> throw Units.wrong(name, "success-rate, failure-percentage, latency or none");
    };
  }

  private GracePeriod grace() {
    GracePeriod grace = GracePeriod.defaults();
    grace =
        values.fold(
            Key.GRACE_SUCCESSES, grace, (g, text) -> new GracePeriod(Units.whole(text), g.limit()));
    return values.fold(
        Key.GRACE_LIMIT, grace, (g, text) -> new GracePeriod(g.successes(), Units.duration(text)));
  }

  private PanicPolicy panic() {
    PanicPolicy panic = PanicPolicy.defaults();
    panic =
        values.fold(Key.PANIC_THRESHOLD, panic, (p, text) -> p.withThreshold(Units.share(text)));
    panic =
        values.fold(Key.PANIC_MIN_HEALTHY, panic, (p, text) -> p.withMinHealthy(Units.whole(text)));
    panic = values.fold(Key.PANIC_HOLD, panic, (p, text) -> p.withHold(Units.duration(text)));
    return values.fold(Key.PANIC_ACTION, panic, (p, text) -> p.withAction(action(text)));
  }

  private static PanicPolicy.Action action(String text) {
    return switch (text) {
      case "fail-open" -> PanicPolicy.Action.FAIL_OPEN;
      case "fail-fast" -> PanicPolicy.Action.FAIL_FAST;
      default -> throw Units.wrong(text, "fail-open or fail-fast");
    };
  }
}

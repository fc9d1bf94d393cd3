package io.lb4j.config;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.LeaseTraces;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SkewPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.health.TcpProbe;
import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.limit.Gradient2;
import io.lb4j.limit.RateLimit;
import io.lb4j.limit.Vegas;
import io.lb4j.zone.PriorityPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Puts a balancer's builder together from values; what is not set stays the builder's default. */
final class Assembly {

  private final Values values;
  private final BalancerBuilder<URI> builder;

  private Assembly(Values values, BalancerBuilder<URI> builder) {
    this.values = values;
    this.builder = builder;
  }

  static BalancerBuilder<URI> of(String name, Values values) {
    Assembly assembly = new Assembly(values, Balancer.<URI>builder(name));
    assembly.selection();
    assembly.health();
    assembly.limits();
    assembly.rest();
    return assembly.builder;
  }

  private void selection() {
    builder.policy(Policies.policy(values));
    values.fold(Key.SOURCE, builder, (to, text) -> to.source(Sources.source(text)));
    values.fold(Key.AWAIT_SOURCE, builder, (to, text) -> to.awaitSource(Units.duration(text)));
    SlowStart start = SlowStart.defaults();
    start =
        values.fold(
            Key.SLOW_START_WINDOW,
            start,
            (s, text) -> new SlowStart(Units.duration(text), s.minShare(), s.aggression()));
    start =
        values.fold(
            Key.SLOW_START_MIN_SHARE,
            start,
            (s, text) -> new SlowStart(s.window(), Units.share(text), s.aggression()));
    start =
        values.fold(
            Key.SLOW_START_AGGRESSION,
            start,
            (s, text) -> new SlowStart(s.window(), s.minShare(), Units.number(text)));
    builder.slowStart(start);
    values.fold(
        Key.PRIORITIES_OVERPROVISIONING,
        builder,
        (to, text) ->
            to.priorities(PriorityPolicy.defaults().withOverprovisioning(Units.number(text))));
  }

  private void health() {
    builder.ejection(ejection());
    builder.grace(grace());
    builder.panic(panic());
    Duration interval = values.get(Key.CHECKS_TCP_INTERVAL, Duration.ZERO, Units::duration);
    Optional<HealthChecks<URI>> wanted =
        values.fold(
            Key.CHECKS_TCP_INTERVAL,
            Optional.empty(),
            (any, text) -> Optional.of(HealthChecks.every(interval, TcpProbe.toUris())));
    if (wanted.isEmpty()) {
      for (Key key : List.of(Key.CHECKS_TCP_TIMEOUT, Key.CHECKS_TCP_RISE, Key.CHECKS_TCP_FALL)) {
        requireIfOwn(key, Key.CHECKS_TCP_INTERVAL);
      }
      return;
    }
    HealthChecks<URI> checks = wanted.get();
    checks =
        values.fold(
            Key.CHECKS_TCP_TIMEOUT, checks, (c, text) -> c.withTimeout(Units.duration(text)));
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
    builder.healthChecks(checks);
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
    Key at = values.has(Key.EJECTION_MAX) ? Key.EJECTION_MAX : Key.EJECTION_BASE;
    ejection = values.fold(at, ejection, (e, text) -> e.withDurations(base, max));
    ejection =
        values.fold(
            Key.EJECTION_SHARE, ejection, (e, text) -> e.withMaxEjectedShare(Units.share(text)));
    ejection =
        values.fold(
            Key.EJECTION_INTERVAL, ejection, (e, text) -> e.withInterval(Units.duration(text)));
    return values.get(Key.EJECTION_ENABLED, true, Units::flag) ? ejection : EjectionPolicy.off();
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

  private void limits() {
    values.fold(Key.ADAPTIVE_LIMIT, builder, (to, text) -> to.adaptiveLimit(adaptiveLimit(text)));
    rate(Key.RATE, Key.RATE_BURST).ifPresent(builder::rateLimit);
    rate(Key.ENDPOINT_RATE, Key.ENDPOINT_RATE_BURST).ifPresent(builder::endpointRateLimit);
    AdaptiveThrottle throttle = AdaptiveThrottle.defaults();
    throttle = values.fold(Key.THROTTLE_K, throttle, (t, text) -> t.withK(Units.number(text)));
    throttle =
        values.fold(Key.THROTTLE_WINDOW, throttle, (t, text) -> t.withWindow(Units.duration(text)));
    throttle =
        values.fold(
            Key.THROTTLE_MIN_REQUESTS, throttle, (t, text) -> t.withMinRequests(Units.whole(text)));
    throttle =
        values.fold(
            Key.THROTTLE_MAX_PROBABILITY,
            throttle,
            (t, text) -> t.withMaxProbability(Units.share(text)));
    if (values.get(Key.THROTTLE_ENABLED, false, Units::flag)) {
      builder.throttle(throttle);
    }
  }

  private static AdaptiveLimit adaptiveLimit(String text) {
    return switch (text) {
      case "gradient2" -> Gradient2.defaults();
      case "vegas" -> Vegas.defaults();
      default -> throw Units.wrong(text, "gradient2 or vegas");
    };
  }

  private Optional<RateLimit> rate(Key rateKey, Key burstKey) {
    Optional<RateLimit> rate =
        values.fold(
            rateKey,
            Optional.empty(),
            (any, text) -> Optional.of(RateLimit.perSecond(Units.perSecond(text))));
    requireIfOwn(burstKey, rateKey);
    return rate.map(r -> values.fold(burstKey, r, (s, text) -> s.withBurst(Units.whole(text))));
  }

  /** A default that has no effect on this client is no mistake. */
  private void requireIfOwn(Key key, Key needed) {
    Values.Setting setting = values.setting(key);
    if (setting != null && setting.own() && !values.has(needed)) {
      values.problem(setting, "has no effect without " + needed.text());
    }
  }

  private void rest() {
    double ratio = values.get(Key.RETRY_RATIO, 0.1, Units::share);
    double floor = values.get(Key.RETRY_FLOOR, 1.0, Units::perSecond);
    Key at = values.has(Key.RETRY_RATIO) ? Key.RETRY_RATIO : Key.RETRY_FLOOR;
    values.fold(at, builder, (to, text) -> to.retryBudget(ratio, floor));
    values.fold(
        Key.REMEMBER_REMOVED, builder, (to, text) -> to.rememberRemoved(Units.duration(text)));
    values.fold(
        Key.LEASE_TIME_LIMIT, builder, (to, text) -> to.leaseTimeLimit(Units.duration(text)));
    SkewPolicy skew =
        values.fold(
            Key.SKEW_FACTOR, SkewPolicy.defaults(), (s, text) -> s.withFactor(Units.number(text)));
    builder.skew(values.get(Key.SKEW_ENABLED, true, Units::flag) ? skew : SkewPolicy.off());
    Optional<LeaseTraces> traces =
        values.fold(
            Key.TRACES_ONE_IN,
            Optional.empty(),
            (any, text) -> Optional.of(LeaseTraces.oneIn(Units.whole(text))));
    traces
        .map(t -> values.fold(Key.TRACES_KEPT, t, (s, text) -> s.keep(Units.whole(text))))
        .ifPresent(builder::traces);
  }
}

package io.lb4j.config;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.HotKeys;
import io.lb4j.LeaseTraces;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.health.SkewPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.time.Durations;
import io.lb4j.zone.CapacityPolicy;
import io.lb4j.zone.PriorityPolicy;
import java.net.URI;
import java.time.Duration;
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
    assembly.spread();
    HealthRules.add(values, assembly.builder);
    Limits.add(values, assembly.builder);
    assembly.lifetimes();
    assembly.observation();
    return assembly.builder;
  }

  private void selection() {
    builder.policy(Policies.policy(values));
    values.fold(Key.SOURCE, builder, (to, text) -> to.source(Sources.source(text)));
    awaitSource();
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
    affinity().ifPresent(builder::affinity);
  }

  /** A default is of no use to clients with endpoints of their own; code may still add a source. */
  private void awaitSource() {
    Optional<Duration> limit =
        values.find(
            Key.AWAIT_SOURCE,
            text -> Durations.requireNotNegative("awaitSource", Units.duration(text)));
    Values.Setting setting = values.setting(Key.AWAIT_SOURCE);
    if (setting != null && (setting.own() || values.has(Key.SOURCE))) {
      limit.ifPresent(builder::awaitSource);
    }
  }

  /** Over priorities, places and parts of the endpoints. */
  private void spread() {
    values.fold(
        Key.PRIORITIES_OVERPROVISIONING,
        builder,
        (to, text) ->
            to.priorities(PriorityPolicy.defaults().withOverprovisioning(Units.number(text))));
    Localities.of(values).ifPresent(builder::localities);
    LabelSubsets.of(values).ifPresent(builder::subsets);
    ClientSubsets.of(values).ifPresent(builder::subsetting);
  }

  private Optional<SessionAffinity> affinity() {
    values.requireBeside(
        Key.AFFINITY_ENABLED,
        Key.AFFINITY_MAX_SESSIONS,
        Key.AFFINITY_IDLE_LIMIT,
        Key.AFFINITY_STRICT);
    int max = values.get(Key.AFFINITY_MAX_SESSIONS, 100_000, Units::whole);
    Duration idle = values.get(Key.AFFINITY_IDLE_LIMIT, Duration.ofMinutes(30), Units::duration);
    Key at = values.placeOf(Key.AFFINITY_MAX_SESSIONS, Key.AFFINITY_IDLE_LIMIT);
    SessionAffinity affinity =
        values.get(at, SessionAffinity.inMemory(), text -> SessionAffinity.inMemory(max, idle));
    boolean strict = values.get(Key.AFFINITY_STRICT, false, Units::flag);
    return values.get(Key.AFFINITY_ENABLED, false, Units::flag)
        ? Optional.of(strict ? affinity.strict() : affinity)
        : Optional.empty();
  }

  private void lifetimes() {
    double ratio = values.get(Key.RETRY_RATIO, 0.1, Units::share);
    double floor = values.get(Key.RETRY_FLOOR, 1.0, Units::perSecond);
    Key at = values.placeOf(Key.RETRY_RATIO, Key.RETRY_FLOOR);
    values.fold(at, builder, (to, text) -> to.retryBudget(ratio, floor));
    values.fold(
        Key.REMEMBER_REMOVED, builder, (to, text) -> to.rememberRemoved(Units.duration(text)));
    values.fold(
        Key.LEASE_TIME_LIMIT, builder, (to, text) -> to.leaseTimeLimit(Units.duration(text)));
  }

  private void observation() {
    builder.skew(values.get(Key.SKEW_ENABLED, true, Units::flag) ? skew() : SkewPolicy.off());
    capacity().ifPresent(builder::capacity);
    values.requireBeside(Key.HOT_KEYS_ONE_IN, Key.HOT_KEYS_REPORTED);
    values
        .find(
            Key.HOT_KEYS_ONE_IN,
            text -> new HotKeys(Units.whole(text), HotKeys.defaults().reported()))
        .map(
            keys ->
                values.fold(
                    Key.HOT_KEYS_REPORTED,
                    keys,
                    (k, text) -> new HotKeys(k.oneIn(), Units.whole(text))))
        .ifPresent(builder::hotKeys);
    values.requireBeside(Key.TRACES_ONE_IN, Key.TRACES_KEPT);
    values
        .find(Key.TRACES_ONE_IN, text -> LeaseTraces.oneIn(Units.whole(text)))
        .map(traces -> values.fold(Key.TRACES_KEPT, traces, (t, text) -> t.keep(Units.whole(text))))
        .ifPresent(builder::traces);
  }

  private SkewPolicy skew() {
    SkewPolicy skew =
        values.fold(
            Key.SKEW_FACTOR, SkewPolicy.defaults(), (s, text) -> s.withFactor(Units.number(text)));
    skew =
        values.fold(
            Key.SKEW_ADAPTIVE_FACTOR, skew, (s, text) -> s.withAdaptiveFactor(Units.number(text)));
    skew =
        values.fold(
            Key.SKEW_WINDOW,
            skew,
            (s, text) ->
                new SkewPolicy(Units.duration(text), s.windows(), s.factor(), s.adaptiveFactor()));
    return values.fold(
        Key.SKEW_WINDOWS,
        skew,
        (s, text) -> new SkewPolicy(s.window(), Units.whole(text), s.factor(), s.adaptiveFactor()));
  }

  private Optional<CapacityPolicy> capacity() {
    values.requireBeside(
        Key.CAPACITY_CONCURRENCY,
        Key.CAPACITY_HEADROOM,
        Key.CAPACITY_WINDOW,
        Key.CAPACITY_WINDOWS,
        Key.CAPACITY_MARGIN);
    return values
        .find(Key.CAPACITY_CONCURRENCY, text -> CapacityPolicy.ofConcurrency(Units.number(text)))
        .map(this::capacity);
  }

  private CapacityPolicy capacity(CapacityPolicy policy) {
    CapacityPolicy capacity =
        values.fold(Key.CAPACITY_HEADROOM, policy, (c, text) -> c.withHeadroom(Units.number(text)));
    capacity =
        values.fold(
            Key.CAPACITY_WINDOW,
            capacity,
            (c, text) -> c.withWindows(Units.duration(text), c.windows()));
    capacity =
        values.fold(
            Key.CAPACITY_WINDOWS,
            capacity,
            (c, text) -> c.withWindows(c.window(), Units.whole(text)));
    return values.fold(
        Key.CAPACITY_MARGIN,
        capacity,
        (c, text) ->
            new CapacityPolicy(
                c.concurrency(), c.headroom(), c.window(), c.windows(), Units.share(text)));
  }
}

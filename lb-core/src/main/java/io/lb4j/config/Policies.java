package io.lb4j.config;

import io.lb4j.endpoint.Names;
import io.lb4j.hash.MaglevPlacement;
import io.lb4j.hash.RingPlacement;
import io.lb4j.select.LoadMetric;
import io.lb4j.select.LoadMetrics;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Selection policies by name, with their parameters. */
final class Policies {

  private static final Set<Key> PARAMETERS =
      EnumSet.of(
          Key.POLICY_BIAS,
          Key.POLICY_CHOICES,
          Key.POLICY_METRIC,
          Key.POLICY_MIN_RING_SIZE,
          Key.POLICY_MAX_RING_SIZE,
          Key.POLICY_TABLE_SIZE,
          Key.POLICY_BOUNDED_LOAD);

  private record Named(Function<Values, SelectionPolicy> make, Set<Key> parameters) {}

  private static final Map<String, Named> BY_NAME = new LinkedHashMap<>();

  static {
    plain("peak-ewma", SelectionPolicies::peakEwma);
    plain("power-of-two-choices", SelectionPolicies::powerOfTwoChoices);
    add("power-of-choices", Policies::choices, EnumSet.of(Key.POLICY_CHOICES, Key.POLICY_METRIC));
    plain("least-requests", SelectionPolicies::leastRequests);
    add(
        "weighted-least-requests",
        values ->
            values.get(
                Key.POLICY_BIAS,
                SelectionPolicies.weightedLeastRequests(1),
                text -> SelectionPolicies.weightedLeastRequests(Units.number(text))),
        EnumSet.of(Key.POLICY_BIAS));
    plain("least-connections", SelectionPolicies::leastConnections);
    plain("least-response-time", SelectionPolicies::leastResponseTime);
    plain("least-bandwidth", SelectionPolicies::leastBandwidth);
    plain("c3", SelectionPolicies::c3);
    plain("reported-load", SelectionPolicies::reportedLoad);
    plain("round-robin", SelectionPolicies::roundRobin);
    plain("smooth-weighted-round-robin", SelectionPolicies::smoothWeightedRoundRobin);
    plain("earliest-deadline-first", SelectionPolicies::earliestDeadlineFirst);
    plain("static-stride", SelectionPolicies::staticStride);
    plain("first-available", SelectionPolicies::firstAvailable);
    plain("pin-until-error", SelectionPolicies::pinUntilError);
    plain("random", SelectionPolicies::random);
    plain("weighted-random", SelectionPolicies::weightedRandom);
    hashing("ring-hash", Policies::ring, Key.POLICY_MIN_RING_SIZE, Key.POLICY_MAX_RING_SIZE);
    hashing("maglev", Policies::maglev, Key.POLICY_TABLE_SIZE);
    hashing("nginx-consistent-hash", values -> SelectionPolicies.nginxConsistentHash());
    hashing("libmemcached-ketama", values -> SelectionPolicies.libmemcachedKetama());
    hashing("rendezvous-hash", values -> SelectionPolicies.rendezvousHash());
    hashing("jump-hash", values -> SelectionPolicies.jumpHash());
    hashing("modulo-hash", values -> SelectionPolicies.moduloHash());
    hashing("ip-hash", values -> SelectionPolicies.ipHash());
  }

  private Policies() {}

  static Set<String> names() {
    return BY_NAME.keySet();
  }

  static SelectionPolicy policy(Values values) {
    Named named = values.get(Key.POLICY, named("peak-ewma"), Policies::named);
    Values.Setting chosen = values.setting(Key.POLICY);
    for (Key parameter : PARAMETERS) {
      Values.Setting setting = values.setting(parameter);
      // A parameter of the default policy must not forbid a client another policy.
      if (setting != null && setting.own() && !named.parameters().contains(parameter)) {
        values.problem(
            setting,
            "does not apply to the policy "
                + (chosen == null ? "peak-ewma" : Names.escape(chosen.text())));
      }
    }
    SelectionPolicy policy = named.make().apply(values);
    return named.parameters().contains(Key.POLICY_BOUNDED_LOAD)
        ? values.fold(
            Key.POLICY_BOUNDED_LOAD,
            policy,
            (inner, text) -> SelectionPolicies.boundedLoad(inner, Units.number(text)))
        : policy;
  }

  private static Named named(String name) {
    Named named = BY_NAME.get(name);
    if (named != null) {
      return named;
    }
    if (name.equals("prequal")) {
      throw new IllegalArgumentException(
          "is \"prequal\", which needs a probe, and so code:"
              + " builder.policy(SelectionPolicies.prequal(probe))");
    }
    String all = String.join(", ", BY_NAME.keySet());
    String nearest =
        Names.nearest(name.toLowerCase(Locale.ROOT).replace('_', '-'), BY_NAME.keySet());
    if (nearest == null) {
      throw Units.wrong(name, "one of " + all);
    }
    throw new IllegalArgumentException(
        "is \"%s\"; did you mean %s? There are %s".formatted(Names.escape(name), nearest, all));
  }

  private static SelectionPolicy choices(Values values) {
    LoadMetric metric = values.get(Key.POLICY_METRIC, LoadMetrics.peakEwma(), Policies::metric);
    return values.get(
        Key.POLICY_CHOICES,
        SelectionPolicies.powerOfChoices(2, metric),
        text -> SelectionPolicies.powerOfChoices(Units.whole(text), metric));
  }

  private static LoadMetric metric(String name) {
    return switch (name) {
      case "in-flight" -> LoadMetrics.inFlight();
      case "peak-ewma" -> LoadMetrics.peakEwma();
      case "response-time" -> LoadMetrics.responseTime();
      case "bandwidth" -> LoadMetrics.bandwidth();
      case "c3" -> LoadMetrics.c3();
      default -> throw Units.wrong(name, "in-flight, peak-ewma, response-time, bandwidth or c3");
    };
  }

  private static SelectionPolicy ring(Values values) {
    int min = values.get(Key.POLICY_MIN_RING_SIZE, 1024, Units::whole);
    int max = values.get(Key.POLICY_MAX_RING_SIZE, RingPlacement.LARGEST_SIZE, Units::whole);
    Key at = values.placeOf(Key.POLICY_MIN_RING_SIZE, Key.POLICY_MAX_RING_SIZE);
    return values.fold(
        at, SelectionPolicies.ringHash(), (any, text) -> SelectionPolicies.ringHash(min, max));
  }

  private static SelectionPolicy maglev(Values values) {
    return values.get(
        Key.POLICY_TABLE_SIZE,
        SelectionPolicies.maglev(MaglevPlacement.USUAL_SIZE),
        text -> SelectionPolicies.maglev(Units.whole(text)));
  }

  private static void plain(String name, Supplier<SelectionPolicy> make) {
    add(name, values -> make.get(), EnumSet.noneOf(Key.class));
  }

  private static void hashing(
      String name, Function<Values, SelectionPolicy> make, Key... parameters) {
    Set<Key> all = EnumSet.of(Key.POLICY_BOUNDED_LOAD);
    all.addAll(Set.of(parameters));
    add(name, make, all);
  }

  private static void add(
      String name, Function<Values, SelectionPolicy> make, Set<Key> parameters) {
    BY_NAME.put(name, new Named(make, parameters));
  }
}

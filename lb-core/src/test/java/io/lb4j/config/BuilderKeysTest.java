package io.lb4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.BalancerBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a builder can be told in code can be told by keys, unless it is code. */
final class BuilderKeysTest {

  /** By method, how its keys begin. */
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("source", List.of("source")),
          Map.entry("awaitSource", List.of("await-source")),
          Map.entry("policy", List.of("policy")),
          Map.entry("slowStart", List.of("slow-start.")),
          Map.entry("grace", List.of("grace.")),
          Map.entry("ejection", List.of("ejection.")),
          Map.entry("panic", List.of("panic.")),
          Map.entry("healthChecks", List.of("checks.tcp.")),
          Map.entry("priorities", List.of("priorities.")),
          Map.entry("localities", List.of("zones.", "locality-weights.", "regions.")),
          Map.entry("subsets", List.of("subsets.")),
          Map.entry("subsetting", List.of("client-subsetting.")),
          Map.entry("affinity", List.of("affinity.")),
          Map.entry("adaptiveLimit", List.of("limits.adaptive")),
          Map.entry("rateLimit", List.of("limits.rate")),
          Map.entry("endpointRateLimit", List.of("limits.endpoint-rate")),
          Map.entry("throttle", List.of("throttle.")),
          Map.entry("retryBudget", List.of("retry-budget.")),
          Map.entry("rememberRemoved", List.of("remember-removed")),
          Map.entry("leaseTimeLimit", List.of("lease-time-limit")),
          Map.entry("skew", List.of("skew.")),
          Map.entry("capacity", List.of("capacity.")),
          Map.entry("hotKeys", List.of("hot-keys.")),
          Map.entry("traces", List.of("traces.")));

  /** By method, why it has no key. */
  private static final Map<String, String> WITHOUT_KEYS =
      Map.of(
          "endpoints", "belong to one client, and have keys of their own for each endpoint",
          "breakers", "an object that makes breakers, of the caller's own configuration",
          "listener", "is code",
          "ticker", "is for tests and simulations",
          "scheduler", "is for tests, and for threads of the caller's own",
          "random", "is for tests and simulations",
          "wallClock", "is for tests and simulations",
          "build", "sets nothing");

  /** What else must be set for a key, by the beginning of the key, to have an effect. */
  private static final Map<String, Map<String, String>> NEEDED =
      Map.ofEntries(
          Map.entry("policy.bias", Map.of("policy", "weighted-least-requests")),
          Map.entry("policy.choices", Map.of("policy", "power-of-choices")),
          Map.entry("policy.metric", Map.of("policy", "power-of-choices")),
          Map.entry("policy.min-ring-size", Map.of("policy", "ring-hash")),
          Map.entry("policy.max-ring-size", Map.of("policy", "ring-hash")),
          Map.entry("policy.table-size", Map.of("policy", "maglev")),
          Map.entry("policy.bounded-load", Map.of("policy", "maglev")),
          Map.entry("checks.tcp.", Map.of("checks.tcp.interval", "5s")),
          Map.entry("zones.", Map.of("zones.own", "b")),
          Map.entry("locality-weights.o", Map.of("locality-weights.zones", "b=2")),
          Map.entry("regions.", Map.of("regions.home", "b")),
          Map.entry("subsets.", Map.of("subsets.selectors", "stage")),
          Map.entry(
              "subsets.default-labels",
              Map.of("subsets.fallback", "default", "subsets.default-labels", "b=1")),
          Map.entry("client-subsetting.size", client()),
          Map.entry("client-subsetting.client-id", client()),
          Map.entry("client-subsetting.ordinal", fleet()),
          Map.entry("client-subsetting.clients", fleet()),
          Map.entry("client-subsetting.fleet", fleet()),
          Map.entry("affinity.", Map.of("affinity.enabled", "true")),
          Map.entry("ejection.failure-percentage.", judge("failure-percentage")),
          Map.entry("ejection.latency.", judge("latency")),
          Map.entry("ejection.max-fails.", maxFails()),
          Map.entry("limits.adaptive-initial", Map.of("limits.adaptive", "vegas")),
          Map.entry("limits.adaptive-m", Map.of("limits.adaptive", "vegas")),
          Map.entry("limits.adaptive-alpha", Map.of("limits.adaptive", "vegas")),
          Map.entry("limits.adaptive-beta", Map.of("limits.adaptive", "vegas")),
          Map.entry("limits.adaptive-tolerance", Map.of("limits.adaptive", "gradient2")),
          Map.entry("limits.adaptive-queue", Map.of("limits.adaptive", "gradient2")),
          Map.entry("limits.rate-burst", Map.of("limits.rate", "500/s")),
          Map.entry("limits.endpoint-rate-burst", Map.of("limits.endpoint-rate", "500/s")),
          Map.entry("throttle.", Map.of("throttle.enabled", "true")),
          Map.entry("capacity.", Map.of("capacity.concurrency", "3")),
          Map.entry("hot-keys.", Map.of("hot-keys.one-in", "3")),
          Map.entry("traces.", Map.of("traces.one-in", "3")));

  private static final Set<String> FOLLOW_FROM_OTHERS =
      Set.of("none", "by kind", "the same", "a half", "a fifth", "a tenth", "4 times", "12 times");

  /** Values that are no default, where the kind of the value does not say one. */
  private static final Map<Key, String> EXAMPLES =
      Map.ofEntries(
          Map.entry(Key.SOURCE, "file:/orders.properties"),
          Map.entry(Key.POLICY_METRIC, "in-flight"),
          Map.entry(Key.POLICY_MAX_RING_SIZE, "2048"),
          Map.entry(Key.EJECTION_MAX, "7m"),
          Map.entry(Key.CHECKS_TCP_TIMEOUT, "7ms"),
          Map.entry(Key.CHECKS_TCP_FAST_INTERVAL, "3s"),
          Map.entry(Key.ADAPTIVE_MAX, "77"),
          Map.entry(Key.ADAPTIVE_BETA, "7.5"),
          Map.entry(Key.SUCCESS_RATE_ORIGIN, "gateway"),
          Map.entry(Key.FAILURE_PERCENTAGE_ORIGIN, "response"),
          Map.entry(Key.MAX_FAILS_ORIGIN, "local"),
          Map.entry(Key.EJECTION_JUDGES, "latency, failure-percentage"),
          Map.entry(Key.PANIC_ACTION, "fail-fast"),
          Map.entry(Key.SUBSETS_SELECTORS, "version, stage + version"),
          Map.entry(Key.SUBSETS_FALLBACK, "any"),
          Map.entry(Key.ADAPTIVE_LIMIT, "gradient2"));

  private static Map<String, String> judge(String name) {
    return Map.of("ejection.judges", name);
  }

  private static Map<String, String> maxFails() {
    return Map.of("ejection.judges", "max-fails", "ejection.max-fails.failures", "3");
  }

  private static Map<String, String> client() {
    return Map.of("client-subsetting.size", "20", "client-subsetting.client-id", "pod-1");
  }

  private static Map<String, String> fleet() {
    return Map.of(
        "client-subsetting.size", "20",
        "client-subsetting.ordinal", "3",
        "client-subsetting.clients", "9",
        "client-subsetting.fleet", "front");
  }

  @Test
  void everyMethodOfTheBuilderHasKeysOrIsCode() {
    Set<String> methods =
        Arrays.stream(BalancerBuilder.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> told = new TreeSet<>(KEYS.keySet());
    told.addAll(WITHOUT_KEYS.keySet());
    assertThat(methods).isEqualTo(told);
    KEYS.values().stream()
        .flatMap(List::stream)
        .forEach(
            beginning ->
                assertThat(Key.texts()).as(beginning).anyMatch(text -> text.startsWith(beginning)));
  }

  /** Of three parameters of policies the policy's name says nothing. */
  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_NONE, names = "POLICY_(M.._RING|TABLE)_SIZE")
  void everyKeyBelongsToAMethodAndChangesWhatTheMethodSets(Key key) {
    Map<String, String> without = needed(key);
    if (key.kind().equals("flag")) {
      without.remove(key.text());
    }
    Map<String, String> with = new HashMap<>(without);
    with.put(key.text(), example(key));
    Map<String, String> before = fields(without);
    Map<String, String> after = fields(with);
    Set<String> changed =
        after.keySet().stream()
            .filter(field -> !after.get(field).equals(before.get(field)))
            .collect(Collectors.toSet());
    assertThat(changed).as(example(key)).hasSize(1).isEqualTo(Set.of(fieldOf(key)));
  }

  @ParameterizedTest
  @EnumSource
  void theDefaultOfAKeyIsWhatHoldsWithoutIt(Key key) {
    String standard = key.standard();
    if (FOLLOW_FROM_OTHERS.contains(standard)) {
      return;
    }
    Map<String, String> without = standard.equals("off") ? new HashMap<>() : needed(key);
    without.remove(key.text());
    Map<String, String> with = new HashMap<>(without);
    with.put(key.text(), standard);
    assertThat(fields(with)).isEqualTo(fields(without));
  }

  private static Map<String, String> needed(Key key) {
    Map<String, String> needed = new HashMap<>();
    NEEDED.forEach(
        (beginning, settings) -> {
          if (key.text().startsWith(beginning)) {
            needed.putAll(settings);
          }
        });
    return needed;
  }

  private static String example(Key key) {
    String given = EXAMPLES.get(key);
    if (given != null) {
      return given;
    }
    return switch (key.kind()) {
      case "duration" -> "7s";
      case "share" -> "21%";
      case "whole number" -> "7";
      case "number" -> "1.7";
      case "rate" -> "7/s";
      case "name" -> key == Key.POLICY ? "c3" : "a";
      case "flag" -> key.standard().equals("true") ? "false" : "true";
      case "numbers by name" -> "a=1, c=2";
      case "durations by name" -> "a=1ms, c=2s";
      case "texts by name" -> "a=1, c=2";
      default -> throw new AssertionError(key + " needs an example");
    };
  }

  private static String fieldOf(Key key) {
    if (key == Key.RETRY_RATIO) {
      return "retryRatio";
    }
    if (key == Key.RETRY_FLOOR) {
      return "retryFloorPerSecond";
    }
    return KEYS.entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(key.text()::startsWith))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(" and "));
  }

  /** Everything that the builder was told, as text. */
  private static Map<String, String> fields(Map<String, String> settings) {
    Map<String, String> properties = new HashMap<>(Map.of("lb.clients.a.endpoints", "http://a:1"));
    settings.forEach((key, value) -> properties.put("lb.clients.a." + key, value));
    BalancerBuilder<URI> builder = BalancerSettings.parse(properties).builder("a");
    Map<String, String> fields = new TreeMap<>();
    for (Field field : BalancerBuilder.class.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        try {
          // Without the addresses of lambdas.
          fields.put(
              field.getName(),
              String.valueOf(field.get(builder)).replaceAll("[$/@][\\w/@$]*0?x?[0-9a-f]+\\b", ""));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return fields;
  }
}

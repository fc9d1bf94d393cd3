package io.lb4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lb4j.Balancer;
import io.lb4j.endpoint.InvalidSettingsException;
import io.lb4j.endpoint.InvalidSettingsException.Problem;
import io.lb4j.health.ConsecutiveFailures;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.FailureOrigin;
import io.lb4j.health.FailurePercentage;
import io.lb4j.health.LatencyOutlier;
import io.lb4j.health.MaxFails;
import io.lb4j.health.SuccessRateOutlier;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.time.Durations;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of properties, and what is said of those that are wrong. */
final class BalancerSettingsTest {

  private static final String A = "lb.clients.orders.endpoints";

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static List<String> problems(String... keysAndValues) {
    try {
      BalancerSettings.parse(map(keysAndValues));
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  private static BalancerSnapshot built(BalancerSettings settings, String name) {
    try (Balancer<URI> balancer = settings.builder(name).build()) {
      return balancer.snapshot();
    }
  }

  @Test
  void clientsHaveTheDefaultsUnlessTheyHaveTheirOwn() {
    BalancerSettings settings =
        BalancerSettings.parse(
            map(
                "lb.defaults.policy",
                "round-robin",
                A,
                "http://a:1, http://b:1",
                "lb.clients.stock.endpoints[0].uri",
                "http://c:1",
                "lb.clients.stock.endpoints[0].weight",
                "2",
                "lb.clients.stock.policy",
                "least-requests",
                "spring.application.name",
                "not ours"));
    assertThat(settings.names()).containsExactlyInAnyOrder("orders", "stock");
    BalancerSnapshot orders = built(settings, "orders");
    assertThat(orders.name()).isEqualTo("orders");
    assertThat(orders.policy()).isEqualTo("round_robin");
    assertThat(orders.endpoints()).extracting(EndpointSnapshot::id).containsExactly("a:1", "b:1");
    BalancerSnapshot stock = built(settings, "stock");
    assertThat(stock.policy()).isEqualTo("least_requests");
    assertThat(stock.endpoints().get(0).endpoint().weight()).isEqualTo(2);
  }

  @Test
  void aNameWithDotsStandsInBrackets() {
    BalancerSettings settings =
        BalancerSettings.parse(map("lb.clients[orders.internal].endpoints", "http://a:1"));
    assertThat(built(settings, "orders.internal").endpoints()).hasSize(1);
  }

  @Test
  void whatIsSetInBothWaysIsRefused() {
    assertThat(
            problems(
                "lb.clients[orders].policy",
                "random",
                "lb.clients.orders.policy",
                "maglev",
                A,
                "http://a:1"))
        .containsExactly(
            "lb.clients[orders].policy: is set as lb.clients.orders.policy too; write one of the"
                + " two");
  }

  @Test
  void propertiesWillDoToo() {
    Properties properties = new Properties();
    properties.setProperty(A, "http://a:1");
    assertThat(BalancerSettings.parse(properties).names()).containsExactly("orders");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(
            problems(
                "lb.client.orders.policy", "random",
                "lb.defaults.slow-start.widow", "10s",
                "lb.defaults.retry-budget.ratio", "150%",
                "lb.clients.orders.slowStart.window", "10s",
                "lb.clients.orders.policy", "round-robbin",
                "lb.clients.orders.grace.limit", "10",
                "lb.clients.orders.panic.action", "open",
                "lb.clients.orders.ejection.base-duration", "10m",
                "lb.clients.orders.limits.rate", "100",
                "lb.clients.orders.ejection.enabled", "yes",
                "lb.clients.orders.grace.successes", "many",
                "lb.clients.orders.endpoints.a.uri", "http://a:1/path",
                "lb.clients.orders.nonsense", "1"))
        .containsExactlyInAnyOrder(
            "lb.client.orders.policy: unknown; keys begin with lb.defaults. or lb.clients.<name>.,"
                + " in lower case",
            "lb.defaults.slow-start.widow: unknown; did you mean slow-start.window?",
            "lb.defaults.retry-budget.ratio: ratio is 1.5; it must be between 0 and 1",
            "lb.clients.orders.slowStart.window: unknown; did you mean slow-start.window?",
            "lb.clients.orders.policy: is \"round-robbin\"; did you mean round-robin? There are "
                + String.join(", ", Policies.names()),
            "lb.clients.orders.grace.limit: is \"10\"; it must be a duration with its unit: 500ms,"
                + " 10s, 1m30s, 1h or PT10S",
            "lb.clients.orders.panic.action: is \"open\"; it must be fail-open or fail-fast",
            "lb.clients.orders.ejection.base-duration: maxDuration is 5m; it must not be below"
                + " baseDuration 10m",
            "lb.clients.orders.limits.rate: is \"100\"; it must be a rate with its unit: 100/s,"
                + " 6000/m or 1/h",
            "lb.clients.orders.ejection.enabled: is \"yes\"; it must be true or false",
            "lb.clients.orders.grace.successes: is \"many\"; it must be a whole number: 5",
            "lb.clients.orders.endpoints.a.uri: endpoint URI http://a:1/path is refused: it has a"
                + " path; the path belongs to the request",
            "lb.clients.orders.nonsense: unknown; docs/configuration.md lists all keys");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ejection.max-ejected-share | 50             | is \"50\"; it must be a share: 25% or 0.25",
        "slow-start.window          | -10s           | window is -10s; it must not be negative",
        "grace.limit                | off            | only for keys that are off unless set",
        "endpoints                  | 10.0.1.10:8080 | write it as http://host:port",
        "endpoints                  | x:secret@a b:1 | \"…@a b:1\" is no URI",
      })
  void whatIsOftenMistakenGetsAMessageOfItsOwn(String key, String value, String expected) {
    assertThat(problems("lb.clients.orders." + key, value))
        .singleElement()
        .asString()
        .startsWith("lb.clients.orders." + key + ": ")
        .contains(expected)
        .doesNotContain("secret");
  }

  @Test
  void anEndpointIsNotWrittenTwice() {
    assertThat(
            problems(
                "lb.clients.orders.endpoints", "http://a:1, http://b:1",
                "lb.clients.orders.endpoints[0].uri", "http://c:1"))
        .containsExactly(
            "lb.clients.orders.endpoints[0].uri: endpoint \"0\" has its uri already; choose one");
  }

  @Test
  void aWrongDefaultIsOneProblemHoweverManyClientsThereAre() {
    assertThat(
            problems(
                "lb.defaults.grace.limit", "soon",
                "lb.clients.a.endpoints", "http://a:1",
                "lb.clients.b.endpoints", "http://b:1"))
        .hasSize(1);
  }

  @Test
  void aParameterThatDoesNotFitThePolicyIsAProblemUnlessItIsADefault() {
    assertThat(problems("lb.clients.a.policy", "c3", "lb.clients.a.policy.table-size", "65537"))
        .containsExactly("lb.clients.a.policy.table-size: does not apply to the policy c3");
    assertThat(
            problems(
                "lb.defaults.policy", "maglev",
                "lb.defaults.policy.table-size", "65537",
                "lb.clients.a.policy", "c3"))
        .isEmpty();
  }

  @Test
  void whatBelongsToOneClientIsNoDefault() {
    assertThat(problems("lb.defaults.endpoints", "http://a:1", "lb.defaults.source", "file:/x"))
        .containsExactlyInAnyOrder(
            "lb.defaults.endpoints: belongs to one client: lb.clients.<name>.endpoints",
            "lb.defaults.source: belongs to one client: lb.clients.<name>.source");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:/etc/orders.toml | file /etc/orders.toml is in none of the formats",
        "zookeeper://key@a:1   | begins with \"zookeeper:\"; the sources on the class path begin"
            + " with [file",
        "orders                | it must be a location like file:/etc/orders.properties",
        "file:/e.properties?intervall=1s | has no parameter \"intervall\"; did you mean interval?",
        "file:/e.properties?interval=1   | interval is \"1\"; it must be a duration with its unit",
        "file:/e.properties?interval     | parameters are written as name=value",
      })
  void aSourceThatCannotBeMadeIsAProblem(String location, String expected) {
    assertThat(problems("lb.clients.orders.source", location))
        .singleElement()
        .asString()
        .startsWith("lb.clients.orders.source: ")
        .contains(expected);
  }

  @Test
  void aFileIsASource(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("orders.properties");
    Files.writeString(file, "endpoints.a = http://a:1");
    BalancerSettings settings =
        BalancerSettings.parse(
            map(
                "lb.clients.orders.source",
                "file:" + file + "?interval=5s",
                "lb.clients.orders.await-source",
                "1m"));
    assertThat(built(settings, "orders").endpoints()).hasSize(1);
  }

  @Test
  void aDefaultForSourcesIsNothingToAClientWithout() {
    BalancerSettings settings =
        BalancerSettings.parse(
            map(
                "lb.defaults.await-source", "1m",
                "lb.clients.a.endpoints", "http://a:1",
                "lb.clients.b.endpoints", "http://b:1",
                "lb.clients.b.await-source", "1m"));
    assertThat(built(settings, "a").endpoints()).hasSize(1);
    assertThatIllegalStateException()
        .isThrownBy(settings.builder("b")::build)
        .withMessageContaining("balancer b has no source");
  }

  @ParameterizedTest
  @CsvSource({
    "ROUND_ROBIN, did you mean round-robin? There are peak-ewma",
    "least-request, did you mean least-requests? There are peak-ewma",
    "least request, did you mean least-requests? There are peak-ewma",
    "fastest, it must be one of peak-ewma"
  })
  void aPolicyThatThereIsNotIsToldWithTheNearestAndAll(String name, String expected) {
    assertThat(problems("lb.clients.a.policy", name))
        .singleElement()
        .asString()
        .startsWith("lb.clients.a.policy: is \"" + name + "\"; " + expected)
        .endsWith("ip-hash");
  }

  static Stream<String> policies() {
    return Policies.names().stream();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyPolicyCanBeNamed(String name) {
    BalancerSettings settings =
        BalancerSettings.parse(
            map("lb.clients.a.policy", name, "lb.clients.a.endpoints", "http://a:1"));
    assertThat(built(settings, "a").policy()).startsWith(name.replace('-', '_').substring(0, 2));
  }

  @Test
  void aBoundWrapsAHashPolicy() {
    BalancerSettings settings =
        BalancerSettings.parse(
            map("lb.clients.a.policy", "maglev", "lb.clients.a.policy.bounded-load", "1.25"));
    assertThat(built(settings, "a").policy()).contains("bounded");
  }

  @Test
  void everyPolicyOfTheLibraryHasAName() {
    Set<String> policies =
        Arrays.stream(SelectionPolicies.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(method -> method.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    policies.removeAll(Policies.names());
    // One takes a probe, the other another policy: policy.bounded-load.
    assertThat(policies).containsExactly("bounded-load", "prequal");
    assertThat(problems("lb.clients.a.policy", "prequal"))
        .containsExactly(
            "lb.clients.a.policy: is \"prequal\", which needs a probe, and so code:"
                + " builder.policy(SelectionPolicies.prequal(probe))");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "policy.bias | 1.5 | weighted-least-requests",
        "policy.choices | 3 | power-of-choices",
        "policy.metric | in-flight | power-of-choices",
        "policy.min-ring-size | 64 | ring-hash",
        "policy.max-ring-size | 2048 | ring-hash",
        "policy.table-size | 251 | maglev",
        "policy.bounded-load | 1.25 | rendezvous-hash"
      })
  void everyParameterOfAPolicyCanBeSet(String row) {
    String[] columns = row.split(" \\| ", -1);
    assertThat(
            problems("lb.clients.a." + columns[0], columns[1], "lb.clients.a.policy", columns[2]))
        .isEmpty();
    assertThat(problems("lb.clients.a." + columns[0], "x", "lb.clients.a.policy", columns[2]))
        .singleElement()
        .asString()
        .contains(columns[0] + ": is \"x\"; it must be ");
  }

  @Test
  void theMetricOfPowerOfChoicesIsTaken() {
    BalancerSettings settings =
        BalancerSettings.parse(
            map(
                "lb.clients.a.policy", "power-of-choices",
                "lb.clients.a.policy.metric", "in-flight",
                "lb.clients.b.policy", "power-of-choices"));
    assertThat(built(settings, "a").policy()).isNotEqualTo(built(settings, "b").policy());
  }

  @Test
  void waysThatExcludeEachOtherAreOneProblemThatNamesBoth() {
    assertThat(problems("lb.clients.a.zones.own", "eu-1a", "lb.clients.a.regions.home", "eu"))
        .containsExactly("lb.clients.a.regions.home: excludes lb.clients.a.zones.own; choose one");
    assertThat(
            problems(
                "lb.clients.a.locality-weights.zones", "a=1",
                "lb.clients.a.locality-weights.regions", "eu=1"))
        .containsExactly(
            "lb.clients.a.locality-weights.regions: excludes"
                + " lb.clients.a.locality-weights.zones; choose one");
    assertThat(
            problems(
                "lb.defaults.client-subsetting.size", "20",
                "lb.clients.a.client-subsetting.client-id", "pod-1",
                "lb.clients.a.client-subsetting.ordinal", "1"))
        .containsExactly(
            "lb.clients.a.client-subsetting.ordinal: excludes"
                + " lb.clients.a.client-subsetting.client-id; choose one");
  }

  @Test
  void aClientMayGoAnotherWayThanTheDefaults() {
    BalancerSettings settings =
        BalancerSettings.parse(
            map(
                "lb.defaults.zones.own", "a",
                "lb.clients.x.regions.home", "eu",
                "lb.clients.x.endpoints", "http://a:1",
                "lb.clients.y.endpoints", "http://b:1"));
    assertThat(kindOfPlaces(settings, "x")).isEqualTo("region");
    assertThat(kindOfPlaces(settings, "y")).isEqualTo("zone");
  }

  private static String kindOfPlaces(BalancerSettings settings, String name) {
    return String.valueOf(settings.builder(name).build().explain(SelectionContext.none()))
            .contains("region")
        ? "region"
        : "zone";
  }

  @Test
  void offIsWithoutWhatTheDefaultsHave() {
    BalancerSettings settings =
        BalancerSettings.parse(
            map(
                "lb.defaults.client-subsetting.size", "1",
                "lb.defaults.client-subsetting.client-id", "pod-1",
                "lb.clients.a.endpoints", "http://a:1, http://b:1",
                "lb.clients.b.endpoints", "http://a:1, http://b:1",
                "lb.clients.b.client-subsetting.size", "off"));
    assertThat(built(settings, "a").endpoints()).hasSize(1);
    assertThat(built(settings, "b").endpoints()).hasSize(2);
  }

  @Test
  void whatIsIncompleteIsAProblemOfTheClientThatCompletesNothing() {
    assertThat(
            problems(
                "lb.defaults.client-subsetting.size", "20",
                "lb.defaults.subsets.selectors", "stage",
                "lb.defaults.subsets.fallback", "default",
                "lb.clients.a.client-subsetting.client-id", "pod-1",
                "lb.clients.a.subsets.default-labels", "stage=prod"))
        .isEmpty();
    assertThat(
            problems(
                "lb.defaults.client-subsetting.size", "20",
                "lb.clients.a.subsets.selectors", "stage",
                "lb.clients.a.subsets.fallback", "default",
                "lb.clients.b.client-subsetting.ordinal", "0"))
        .containsExactlyInAnyOrder(
            "lb.defaults.client-subsetting.size: needs client-subsetting.client-id, or"
                + " client-subsetting.ordinal, clients and fleet",
            "lb.clients.a.subsets.fallback: needs subsets.default-labels",
            "lb.clients.b.client-subsetting.ordinal: needs client-subsetting.clients",
            "lb.clients.b.client-subsetting.ordinal: needs client-subsetting.fleet");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zones.min-endpoints=3 | has no effect without zones.own",
        "regions.step=3% | has no effect without regions.home",
        "locality-weights.overprovisioning=2 | has no effect without locality-weights.zones",
        "subsets.fallback=any | has no effect without subsets.selectors",
        "client-subsetting.client-id=a | has no effect without client-subsetting.size",
        "client-subsetting.fleet=a | has no effect without client-subsetting.ordinal",
        "affinity.strict=true | has no effect without affinity.enabled",
        "capacity.headroom=2 | has no effect without capacity.concurrency",
        "hot-keys.reported=2 | has no effect without hot-keys.one-in",
        "traces.kept=2 | has no effect without traces.one-in",
        "throttle.k=2 | has no effect without throttle.enabled",
        "limits.adaptive-max=2 | has no effect without limits.adaptive",
        "checks.tcp.max-concurrent=2 | has no effect without checks.tcp.interval",
        "locality-weights.zones=a | is \"a\"; it must be values by name: a=1, b=2",
        "locality-weights.zones=a=1, a=2 | has \"a\" twice",
        "locality-weights.zones=a=0 | no zone of [a] has a weight above 0; at least one must",
        "locality-weights.zones=a=one | is \"one\"; it must be a number: 1.5",
        "checks.tcp.jitter=20% | has no effect without checks.tcp.interval",
        "limits.adaptive-queue=8 | has no effect without limits.adaptive",
        "ejection.judges=nobody | is \"nobody\"; it must be success-rate, failure-percentage,"
            + " latency, max-fails or none",
        "ejection.judges=max-fails | needs ejection.max-fails.failures",
        "ejection.latency.factor=2 | has no effect unless ejection.judges names latency",
        "ejection.success-rate.origin=remote | is \"remote\"; it must be any, response, gateway or"
            + " local",
        "ejection.success-rate.min-hosts=0 | minHosts is 0; it must be at least 1",
        "ejection.consecutive-failures.local=5000 | local is 5000; it must be 1 to 4095, or never"
            + " (ConsecutiveFailures.NEVER)",
        "subsets.selectors=stage, | label is blank; it needs at least one visible character",
      })
  void aSettingThatCannotHoldIsAProblem(String setting, String expected) {
    int equals = setting.indexOf('=');
    assertThat(
            problems("lb.clients.a." + setting.substring(0, equals), setting.substring(equals + 1)))
        .containsExactly("lb.clients.a." + setting.substring(0, equals) + ": " + expected);
  }

  @Test
  void whatJudgesTakeForAnOutlierCanBeSet() {
    assertThat(
            ejection(
                "ejection.consecutive-failures", "7",
                "ejection.consecutive-failures.responses", "never",
                "ejection.consecutive-failures.local", "3",
                "ejection.judges", "max-fails, success-rate",
                "ejection.max-fails.failures", "4",
                "ejection.max-fails.origin", "local",
                "ejection.success-rate.min-hosts", "3",
                "ejection.success-rate.min-gap", "10%"))
        .isEqualTo(
            EjectionPolicy.defaults()
                .withConsecutiveFailures(new ConsecutiveFailures(ConsecutiveFailures.NEVER, 7, 3))
                .withJudges(
                    new MaxFails(FailureOrigin.LOCAL, 4),
                    new SuccessRateOutlier(FailureOrigin.ANY, 3, 100, 1.9, 0.1)));
    assertThat(
            ejection(
                "ejection.judges", "failure-percentage, latency",
                "ejection.failure-percentage.threshold", "50%",
                "ejection.failure-percentage.min-requests", "20",
                "ejection.latency.factor", "2",
                "ejection.latency.min-excess", "50ms"))
        .isEqualTo(
            EjectionPolicy.defaults()
                .withJudges(
                    new FailurePercentage(FailureOrigin.ANY, 5, 20, 50),
                    new LatencyOutlier(5, 100, 2, Duration.ofMillis(50))));
  }

  private static EjectionPolicy ejection(String... keysAndValues) {
    List<Problem> problems = new ArrayList<>();
    Values values = new Values(problems, true);
    map(keysAndValues)
        .forEach(
            (key, value) ->
                values.put(
                    Objects.requireNonNull(Key.of(key), key),
                    new Values.Setting(key, value, true)));
    EjectionPolicy ejection = EjectionRules.of(values);
    assertThat(problems).isEmpty();
    return ejection;
  }

  @Test
  void timesOfChecksAreJudgedTogether() {
    assertThat(
            problems(
                "lb.clients.a.checks.tcp.interval", "4s",
                "lb.clients.a.checks.tcp.fast-interval", "4s",
                "lb.clients.a.checks.tcp.timeout", "3s",
                "lb.clients.a.checks.tcp.jitter", "20%"))
        .isEmpty();
    assertThat(
            problems(
                "lb.clients.a.checks.tcp.interval", "4s",
                "lb.clients.a.checks.tcp.fast-interval", "500ms"))
        .singleElement()
        .asString()
        .startsWith("lb.clients.a.checks.tcp.fast-interval: timeout is ")
        .endsWith("the fastInterval less its jitter, or checks of one endpoint overlap");
  }

  @Test
  void aParameterOfAnotherAdaptiveLimitIsAProblemUnlessItIsADefault() {
    assertThat(
            problems(
                "lb.clients.a.limits.adaptive", "vegas",
                "lb.clients.a.limits.adaptive-queue", "8"))
        .containsExactly("lb.clients.a.limits.adaptive-queue: does not apply to vegas");
    assertThat(
            problems(
                "lb.defaults.limits.adaptive", "gradient2",
                "lb.defaults.limits.adaptive-queue", "8",
                "lb.clients.a.limits.adaptive", "vegas"))
        .isEmpty();
  }

  @Test
  void sectionsOfOtherModulesPassAndAreHandedOver() {
    BalancerSettings settings =
        BalancerSettings.parse(
            map(
                "lb.defaults.okhttp.connect-timeout", "1s",
                "lb.defaults.okhttp.mode", "rewrite",
                "lb.clients.orders.okhttp.connect-timeout", "2s"),
            "okhttp");
    assertThat(settings.section("orders", "okhttp"))
        .isEqualTo(Map.of("connect-timeout", "2s", "mode", "rewrite"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.section("orders", "grpc"))
        .withMessageContaining("it was given [okhttp]");
  }

  @Test
  void anUnknownClientIsRefusedWithTheKnownOnes() {
    BalancerSettings settings = BalancerSettings.parse(map(A, "http://a:1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.builder("order"))
        .withMessage("no client \"order\" is configured; there are [orders]");
  }

  @Test
  void aClientsNameIsCheckedLikeABalancers() {
    assertThat(problems("lb.clients.or\nders.policy", "c3").toString())
        .contains("\\u000a")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "10s, PT10S",
    "5m, PT5M",
    "1h, PT1H",
    "2d, PT48H",
    "7us, PT0.000007S",
    "9ns, PT0.000000009S",
    "PT1M, PT1M",
    "3 s, PT3S",
    "1m30s, PT1M30S",
    "1h 15m, PT1H15M",
    "1.5h, PT1H30M",
    "2.25s, PT2.25S",
    "-1m30s, PT-1M-30S"
  })
  void durationsHaveUnits(String text, Duration expected) {
    assertThat(Units.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "s", "10", "1m30", "1.s", "10s,", "10 parsecs", "- 10s"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.duration(text))
        .withMessageStartingWith("is \"" + text + "\"; it must be a duration with its unit: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0s",
        "9ns",
        "7us",
        "2.5ms",
        "500ms",
        "10s",
        "2.25s",
        "1m",
        "1m30s",
        "1m0.5s",
        "1h",
        "1d",
        "2d3h4m5.000000006s",
        "-10s"
      })
  void durationsAreShownAsTheyAreTaken(String text) {
    assertThat(Durations.text(Units.duration(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"25%, 0.25", "0.25, 0.25", "12.5 %, 0.125"})
  void sharesArePercentOrFractions(String text, double expected) {
    assertThat(Units.share(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"100/s, 100", "6000/m, 100", "36/h, 0.01", "0.5 / s, 0.5"})
  void ratesHaveUnits(String text, double expected) {
    assertThat(Units.perSecond(text)).isEqualTo(expected);
  }

  @Test
  void durationsThatOverflowAreProblems() {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> BalancerSettings.parse(map("lb.defaults.grace.limit", "999999999999d")))
        .withMessageContaining("lb.defaults.grace.limit: ")
        .withMessageContaining("at most 36500 days");
  }
}

package io.lb4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.Balancer;
import io.lb4j.endpoint.InvalidSettingsException;
import io.lb4j.endpoint.InvalidSettingsException.Problem;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
            "lb.clients.orders.policy: is \"round-robbin\"; it must be round-robin",
            "lb.clients.orders.grace.limit: is \"10\"; it must be a duration with its unit: 500ms,"
                + " 10s, 5m, 1h or PT10S",
            "lb.clients.orders.panic.action: is \"open\"; it must be fail-open or fail-fast",
            "lb.clients.orders.ejection.base-duration: maxDuration is PT5M; it must not be below"
                + " baseDuration PT10M",
            "lb.clients.orders.limits.rate: is \"100\"; it must be a rate with its unit: 100/s,"
                + " 6000/m or 1/h",
            "lb.clients.orders.ejection.enabled: is \"yes\"; it must be true or false",
            "lb.clients.orders.grace.successes: is \"many\"; it must be a whole number: 5",
            "lb.clients.orders.endpoints.a.uri: endpoint URI http://a:1/path is refused: it has a"
                + " path; the path belongs to the request",
            "lb.clients.orders.nonsense: unknown; docs/configuration.md lists all keys");
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
        "zookeeper://a:1       | the sources on the path begin with [file",
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

  /** The reference says what a user may write. */
  @ParameterizedTest
  @EnumSource
  void theDefaultOfEveryKeyCanBeWritten(Key key) {
    Map<String, String> settings = new HashMap<>();
    String row =
        Key.reference()
            .lines()
            .filter(line -> line.startsWith("| `" + key.text() + "` |"))
            .findFirst()
            .orElseThrow();
    String[] columns = row.split(" *\\| *", -1);
    if (!List.of("none", "off", "a fifth", "a tenth").contains(columns[3])) {
      settings.put("lb.clients.a." + key.text(), columns[3]);
      settings.put("lb.clients.a.checks.tcp.interval", "5s");
      settings.put("lb.clients.a.traces.one-in", "10");
      if (key.text().startsWith("policy.")) {
        String note = columns[4];
        settings.put("lb.clients.a.policy", note.substring(1, note.indexOf('`', 1)));
      }
    }
    assertThat(BalancerSettings.parse(settings)).isNotNull();
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
    "3 s, PT3S"
  })
  void durationsHaveUnits(String text, Duration expected) {
    assertThat(Units.duration(text)).isEqualTo(expected);
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

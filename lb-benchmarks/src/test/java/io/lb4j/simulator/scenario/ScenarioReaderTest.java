package io.lb4j.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.server.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {

  private static final String GOOD =
      """
      description: two servers
      duration: 60s
      clients:
        arrivals: poisson(100/s)
        timeout: 1s
      servers:
        count: 2
        service: normal(167ms, 5ms)
      incidents:
        - servers: server-0
          from: 15s
          fault: fail(1ms, 10%)
      """;

  @Test
  void aScenarioIsReadAsItIsWritten() {
    Scenario scenario = read(GOOD);
    assertThat(scenario.durationNanos()).isEqualTo(60_000_000_000L);
    assertThat(scenario.clients().arrivals()).isEqualTo(new Arrivals.Poisson(100));
    assertThat(scenario.servers().get(0).service()).isEqualTo(new Distribution.Normal(167e6, 5e6));
    assertThat(scenario.incidents().get(0).fault().share()).isEqualTo(0.1);
    assertThat(scenario.policy()).hasToString("peak_ewma");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "duration: 60s      | duration: 60       | x.yaml:2: duration: | such as 150ms",
        "timeout: 1s        | timeuot: 1s        | x.yaml:5: clients.timeuot: | did you mean"
            + " \"timeout\"",
        "poisson(100/s)     | poison(100/s)      | x.yaml:4: clients.arrivals: | did you mean"
            + " \"poisson\"",
        "poisson(100/s)     | poisson(100ms)     | x.yaml:4: clients.arrivals: | is no rate",
        "poisson(100/s)     | poisson(100/s      | x.yaml:4: clients.arrivals: | parenthesis",
        "count: 2           | count: two         | x.yaml:7: servers[0].count: | no whole number",
        "count: 2           | count: [2]         | x.yaml:7: servers[0].count: | single value",
        "count: 2           | weight: 2          | x.yaml:7: servers[0].count: | is missing",
        "count: 2           | cuont: 2           | x.yaml:7: servers[0].count: | is missing; line 7"
            + " has \"cuont\" instead",
        "fault: fail(1ms, 10%) | every: 1m       | x.yaml:10: incidents[0]: | says nothing that"
            + " changes",
        "from: 15s          | from: 15s\\n    from: 16s | x.yaml:12: incidents[0].from: | twice",
        "duration: 60s      | duration: {        | x.yaml: | is no YAML",
      })
  void aMistakeIsToldWithItsPlace(String right, String wrong, String place, String hint) {
    String text = GOOD.replace(right, wrong.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith(place.replaceAll(":$", ""))
        .hasMessageContaining(hint);
  }

  @ParameterizedTest
  @MethodSource("io.lb4j.simulator.scenario.Scenarios#names")
  void everyBuiltInScenarioCanBeRead(String name) {
    assertThat(Scenarios.find(name).description()).isNotBlank().doesNotContain("\n");
  }

  private static Scenario read(String yaml) {
    return ScenarioReader.read("x", "x.yaml", null, yaml);
  }
}

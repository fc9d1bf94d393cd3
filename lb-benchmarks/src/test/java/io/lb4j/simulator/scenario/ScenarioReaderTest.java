package io.lb4j.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.health.CheckTiming;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.PanicPolicy;
import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.policy.BalancerTuning;
import io.lb4j.simulator.policy.CheckRules;
import io.lb4j.simulator.policy.SubsetRule;
import io.lb4j.simulator.server.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  private static final String NOISE =
      "\n  noise: {between: 1s, lasting: 1s, speed: empirical(speed.txt)}";

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
        "timeout: 1s        | timeout: 0s        | x.yaml:5: clients.timeout: | longer than 0s",
        "timeout: 1s        | hedging: p30       | x.yaml:5: clients.hedging: | between 0.5 and",
        "timeout: 1s        | attempts: 101      | x.yaml:5: clients.attempts: | 1 to 100",
        "timeout: 1s        | fan_out: 0         | x.yaml:4: clients: | fan_out is 0",
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
        "duration: 60s      | duration: 60s\\ninterval: 1us | x.yaml:1: | interval must be longer",
        "poisson(100/s)     | poisson(0/s)       | x.yaml:4: clients.arrivals: | at least 1/h",
        "poisson(100/s)     | ramp(9s, 1/s, 3s, 2/s) | x.yaml:4: clients.arrivals: | point 2",
        "poisson(100/s)     | closed_loop(0, 1s) | x.yaml:4: clients.arrivals: | 0 users",
        "normal(167ms, 5ms) | pareto(1ms, 0)     | x.yaml:8: servers[0].service: | above 0",
        "normal(167ms, 5ms) | uniform(2s, 1s)    | x.yaml:8: servers[0].service: | smaller",
        "count: 2           | name: all\\n  count: 2 | x.yaml:7: servers[0].name: | such as web",
        "servers: server-0  | servers: server-2  | x.yaml:10: incidents[0].servers: | server-1",
        "servers: server-0  | servers: 10%       | x.yaml:10: incidents[0].servers: | no server",
        "servers: server-0  | servers: 200%      | x.yaml:10: incidents[0].servers: | no share",
        "fail(1ms, 10%)     | fail_checks(1ms)   | x.yaml:12: incidents[0].fault: | only a share",
        "fail(1ms, 10%)     | fail_check         | x.yaml:12: incidents[0].fault: | did you mean"
            + " \"fail_checks\"",
        "count: 2           | retry_after: 1\\n  count: 2 | x.yaml:7: servers[0].retry_after: |"
            + " such as 150ms",
        "fail(1ms, 10%)     | hang(1ms)          | x.yaml:12: incidents[0].fault: | only a share",
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
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                              | says nothing that changes",
        "scale: {at: 1s}                                 | neither adds nor removes",
        "rolling_deploy: {at: 1s, batch: 0, drain: 1s, start: 1s} | batch is 0",
        "flicker: {from: 1s, until: 2s, every: 0s, share: 1%}     | at least 1ms",
        "flicker: {from: 2s, until: 1s, every: 1s, share: 1%}     | must end",
        "autoscale: {every: 0s, target: 50%, most: 3, start: 1s}  | at least 1ms",
        "autoscale: {every: 1s, target: 0%, most: 3, start: 1s}   | target is 0",
        "autoscale: {every: 1s, target: 50%, most: 0, start: 1s}  | most is 0",
      })
  void aChangeThatChangesNothingOrNeverEndsIsAMistake(String change, String hint) {
    assertThatThrownBy(() -> read(GOOD + "changes:\n  - " + change + "\n"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("x.yaml:14: changes[0]")
        .hasMessageContaining(hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "panic_threshold: 50%               | panic_threshold: is no key here; known are",
        "panic: {threshold: 150%}           | panic.threshold: ",
        "panic: {action: fail}              | panic.action: there is no action \"fail\"",
        "panic: {min_healthy: -1}           | panic",
        "grace: {successes: 0}              | grace: successes is 0",
        "grace: {until: 5s}                 | grace.until: is no key here",
        "checks: {interval: 1ms}            | checks: interval is 1ms; it must",
        "checks: {interval: 1s, timeout: 1s} | checks: timeout is 1s; it must be below",
        "checks: {rise: 0}                  | checks: rise is 0",
        "checks: {fall: 0}                  | checks: fall is 0",
        "checks: {ends_ejections: perhaps}  | checks.ends_ejections: \"perhaps\" should be yes",
      })
  void aMistakeInWhatKeepsServersOutIsToldWithItsPlace(String line, String hint) {
    assertThatThrownBy(() -> read(GOOD + "balancer:\n  " + line + "\n"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("x.yaml:14: balancer.")
        .hasMessageContaining(hint);
  }

  @Test
  void whatKeepsServersOutIsReadAsItIsWritten() {
    BalancerTuning tuning =
        read(GOOD
                + """
                balancer:
                  panic: {threshold: 30%, min_healthy: 3, hold: 5s, action: fail_fast}
                  grace: {successes: 3, limit: 20s}
                  checks: {interval: 2s, timeout: 500ms, rise: 1, fall: 5, ends_ejections: no}
                """)
            .tuning();
    assertThat(tuning.panic())
        .isEqualTo(new PanicPolicy(0.3, 3, Duration.ofSeconds(5), PanicPolicy.Action.FAIL_FAST));
    assertThat(tuning.grace()).isEqualTo(new GracePeriod(3, Duration.ofSeconds(20)));
    assertThat(tuning.checks())
        .isEqualTo(
            new CheckRules(
                CheckTiming.every(Duration.ofSeconds(2)).withTimeout(Duration.ofMillis(500)),
                1,
                5,
                false));
  }

  @Test
  void serversAreCheckedOnlyIfTheScenarioSaysSo() {
    assertThat(read(GOOD).tuning()).isEqualTo(BalancerTuning.defaults());
    assertThat(read(GOOD + "balancer: {policy: random}").tuning().checks()).isNull();
    assertThat(read(GOOD + "balancer: {checks: {}}").tuning().checks())
        .isEqualTo(CheckRules.defaults());
  }

  @Test
  void measuredValuesComeFromAFileBesideTheScenario(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("service.txt"), "# measured\n1ms\n\n3ms\n");
    Files.writeString(folder.resolve("speed.txt"), "0.5\n");
    Files.writeString(folder.resolve("arrivals.txt"), "2s\n1s\n");
    String yaml =
        GOOD.replace("normal(167ms, 5ms)", "empirical(service.txt)" + NOISE)
            .replace("poisson(100/s)", "trace(arrivals.txt)");
    Scenario scenario = ScenarioReader.read("x", "x.yaml", folder, yaml);
    assertThat(scenario.servers().get(0).service().mean()).isEqualTo(2e6);
    assertThat(scenario.servers().get(0).noises().get(0).speed().mean()).isEqualTo(0.5);
    assertThat(scenario.clients().arrivals())
        .isEqualTo(new Arrivals.Trace(List.of(1_000_000_000L, 2_000_000_000L)));
  }

  @Test
  void aMistakeInAFileOfValuesIsToldWithItsPlace(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("service.txt"), "1ms\nfast\n");
    String yaml = GOOD.replace("normal(167ms, 5ms)", "empirical(service.txt)");
    assertThatThrownBy(() -> ScenarioReader.read("x", "x.yaml", folder, yaml))
        .hasMessageStartingWith("x.yaml:8: servers[0].service: service.txt:2: \"fast\"");
  }

  @Test
  void theScenarioInTheReadmeCanBeRead() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String yaml = readme.substring(readme.indexOf("```yaml") + 8);
    Scenario scenario = read(yaml.substring(0, yaml.indexOf("```")));
    assertThat(scenario.incidents()).hasSize(1);
    assertThat(scenario.changes()).hasSize(4);
    BalancerTuning tuning = BalancerTuning.defaults();
    assertThat(scenario.tuning())
        .isEqualTo(
            new BalancerTuning(
                tuning.ejection(),
                tuning.slowStart(),
                tuning.grace(),
                tuning.panic(),
                null,
                CheckRules.defaults(),
                new SubsetRule(100, false),
                tuning.retryRatio(),
                tuning.retryFloorPerSecond()));
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

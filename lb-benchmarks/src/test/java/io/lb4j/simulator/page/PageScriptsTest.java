package io.lb4j.simulator.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.Simulation;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.ScenarioReader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Opens pages and runs their scripts: an error in one, or a number that is none, is a failure. */
class PageScriptsTest {

  private static final String LATENCY = "Latency of successful calls over time";
  private static final String SUCCESS = "Part of the calls that succeeded, over time";
  private static final String GOODPUT = "Successful calls per second over time";
  private static final int SECONDS = 20;

  private static final String SCENARIO =
      """
      description: four servers, of which one fails for a while
      duration: 20s
      warm_up: 2s
      clients:
        count: 3
        arrivals: poisson(400/s)
      servers:
        count: 4
        service: exponential(1ms)
      incidents:
        - {servers: server-0, from: 5s, until: 12s, fault: refuse}
      changes:
        - scale: {at: 15s, remove: 1}
      """;

  @Test
  void everyChartDrawsWhatTheRunHasShown() {
    try (FakeBrowser browser = open(SCENARIO, "round_robin")) {
      assertThat(browser.charts())
          .containsExactly(
              LATENCY,
              SUCCESS,
              GOODPUT,
              "Heat map of servers over time under round_robin",
              "Health of servers over time under round_robin",
              "Share of the requests per server under round_robin");
      // A line of n points has n - 1 strokes; marks draw a few more.
      assertThat(browser.drawn(LATENCY, "lineTo")).isGreaterThanOrEqualTo(3 * (SECONDS - 1));
      assertThat(browser.drawn(SUCCESS, "lineTo")).isGreaterThanOrEqualTo(SECONDS - 1);
      assertThat(browser.drawn(GOODPUT, "lineTo")).isGreaterThanOrEqualTo(SECONDS - 1);
      assertThat(browser.drawn("Heat map of servers over time under round_robin", "fillRect"))
          .isGreaterThanOrEqualTo(3 * SECONDS);
      assertThat(browser.drawn("Health of servers over time under round_robin", "fillRect"))
          .isGreaterThanOrEqualTo(4 * SECONDS);
      assertThat(browser.drawn("Share of the requests per server under round_robin", "fillRect"))
          .isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void figuresAndFactsAreInTheText() {
    try (FakeBrowser browser = open(SCENARIO, "round_robin")) {
      assertThat(browser.textOf("facts"))
          .contains("3 clients", "4 servers", "18 s measured", "policy round_robin", "seed 1");
      // One incident, which three clients noticed, and recovered from.
      assertThat(browser.textOf("figures")).contains("policy|success|", "round_robin|", "1 of 1, ");
      assertThat(browser.isHidden("no-servers")).isTrue();
    }
  }

  @Test
  void theCursorTellsWhatIsThere() {
    try (FakeBrowser browser = open(SCENARIO, "round_robin")) {
      browser.point(LATENCY, 300, 100);
      assertThat(browser.isHidden("tip")).isFalse();
      assertThat(browser.textOf("tip")).containsPattern("^6 s to 7 s\\|.*p50.*p99.*p99.9.* [mµ]s$");
      browser.point("Health of servers over time under round_robin", 300, 10);
      assertThat(browser.textOf("tip")).contains("server-0", "ejected", "incident", "lasts");
      browser.point("Heat map of servers over time under round_robin", 780, 64);
      assertThat(browser.textOf("tip")).contains("server-3", "not there");
    }
  }

  @Test
  void everyStateThatAServerWasHeldInIsTold() {
    String checked = SCENARIO + "balancer: {checks: {interval: 1s}}\n";
    try (FakeBrowser browser = open(checked, "round_robin")) {
      browser.point("Health of servers over time under round_robin", 400, 10);
      assertThat(browser.textOf("tip")).contains("server-0", "unhealthy").doesNotContain("ejected");
      assertThat(browser.textOf("states")).contains("unhealthy", "starting", "degraded");
    }
  }

  @Test
  void keysMoveTheCursorAndZoom() {
    try (FakeBrowser browser = open(SCENARIO, "round_robin")) {
      assertThat(browser.isDisabled("whole")).isTrue();
      browser.press(GOODPUT, "ArrowRight");
      assertThat(browser.textOf("spoken")).startsWith("11 s to 12 s, ").endsWith("/s");
      browser.press(GOODPUT, "+");
      assertThat(browser.isDisabled("whole")).isFalse();
      browser.press(GOODPUT, "Escape");
      assertThat(browser.isDisabled("whole")).isTrue();
    }
  }

  @Test
  void policiesMeasuresAndPercentilesAreChosen() {
    try (FakeBrowser browser = open(SCENARIO, "round_robin", "peak_ewma")) {
      assertThat(browser.charts()).hasSize(3 + 2 * 3);
      int strokes = browser.drawn(LATENCY, "lineTo");
      browser.choose("quantiles", "p50", true);
      assertThat(browser.drawn(LATENCY, "lineTo")).isGreaterThan(2 * strokes);
      browser.choose("measures", "jobs at the server at the end of the interval", true);
      assertThat(browser.textOf("grouped")).isEqualTo("the server that has most");
      browser.choose("policies", "round_robin", false);
      assertThat(browser.charts())
          .hasSize(3 + 3)
          .noneMatch(chart -> chart.endsWith("under round_robin"));
    }
  }

  @Test
  void aRunInWhichNothingSucceedsHasChartsToo() {
    String outage = SCENARIO.replace("server-0, from: 5s, until: 12s", "all, from: 0s");
    try (FakeBrowser browser = open(outage, "random")) {
      assertThat(browser.drawn(LATENCY, "lineTo")).isZero();
      browser.point(LATENCY, 300, 100);
      assertThat(browser.textOf("tip")).contains("–");
    }
  }

  @Test
  void manyServersShareRowsThatCanBeOpened() {
    String fleet = SCENARIO.replace("count: 4", "count: 50");
    try (FakeBrowser browser = open(fleet, "random")) {
      String map = "Heat map of servers over time under random";
      browser.point(map, 300, 10);
      assertThat(browser.textOf("tip"))
          .contains("server-0 … server-1", "most, ", "mean", "least, ");
      browser.press(map, "Enter");
      browser.point(map, 300, 10);
      assertThat(browser.textOf("tip")).startsWith("server-0, ");
      assertThat(browser.isDisabled("all-servers")).isFalse();
    }
  }

  private static FakeBrowser open(String yaml, String... policies) {
    Scenario scenario = ScenarioReader.read("page", "page.yaml", null, yaml);
    return new FakeBrowser(
        Page.write(
            scenario,
            Stream.of(policies)
                .map(policy -> Simulation.run(scenario, Contestant.parse(policy), 1))
                .toList()));
  }
}

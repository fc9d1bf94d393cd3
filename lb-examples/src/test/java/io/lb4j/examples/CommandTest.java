package io.lb4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandTest {

  private static final double EVEN_SHARE = 1.0 / 6;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void quickstartLosesNoCallAndLeavesNoThread() throws Exception {
    assertThat(run("quickstart", "--seconds", "10", "--plain", "--json")).as(this::output).isZero();

    List<String> lines = out.toString().lines().toList();
    JsonNode json = new JsonMapper().readTree(lines.get(lines.size() - 1));
    assertThat(json.path("ok").asBoolean()).isTrue();
    assertThat(json.path("calls").asLong()).isPositive();
    assertThat(json.path("failures").asLong(-1)).isZero();
    assertThat(json.path("stray_calls").asLong(-1)).isZero();
    assertThat(json.path("ejections").asLong()).isPositive();
    assertThat(json.path("retries").asLong()).isPositive();
    assertThat(json.path("p50_ms").asDouble()).isPositive();
    assertThat(json.path("p99_ms").asDouble()).isGreaterThan(json.path("p50_ms").asDouble());
    assertThat(json.path("slow_share").asDouble(1)).isLessThan(EVEN_SHARE);
    double shares = 0;
    for (JsonNode share : json.path("shares")) {
      shares += share.asDouble();
    }
    assertThat(shares).isCloseTo(1, Offset.offset(0.001));
    assertThat(json.path("shares")).hasSize(7);
    assertThat(out.toString()).contains("EJECTED: 5 ");

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !thread.isDaemon())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("client-") || name.startsWith("OkHttp"));
  }

  @Test
  void selectMeetsADeadServerAndLearns() {
    assertThat(run("select")).as(this::output).isZero();

    assertThat(out.toString()).contains("30: ", "orders by peak_ewma");
  }

  @Test
  void healthFindsADeadServerWithoutACallAndTakesItBack() {
    assertThat(run("health")).as(this::output).isZero();

    assertThat(out.toString())
        .contains(" is UNHEALTHY after 3 failed checks", "Failed to connect", " is HEALTHY, ");
  }

  @Test
  void zonesKeepTheirTrafficAsFarAsTheyCanAndLoseNoCall() {
    assertThat(run("zones")).as(this::output).isZero();

    assertThat(out.toString())
        .contains("all are well:      answered in {a=400}, none failed")
        .containsPattern("two of a are down: answered in \\{a=\\d{3}, b=\\d+}, none failed")
        .contains("a is down:         answered in {b=400}, none failed")
        .contains("a is back:         answered in {a=400}, none failed")
        .contains("zone a gets 100.0 %, as 4 of 4 can");
  }

  @Test
  void discoveryFollowsItsFileAndLosesNoCall() {
    assertThat(run("discovery")).as(this::output).isZero();

    assertThat(out.toString())
        .contains("lb.clients.orders.source = file:", "?interval=200ms")
        .containsPattern("two endpoints: +\\{127.0.0.1:\\d+1=200, 127.0.0.1:\\d+2=200}")
        .containsPattern("two are added: +\\{\\S+1=100, \\S+2=100, \\S+3=100, \\S+4=100}")
        .containsPattern("the first two go: +\\{127.0.0.1:\\d+3=200, 127.0.0.1:\\d+4=200}")
        .containsPattern("a mistake is made: +\\{127.0.0.1:\\d+3=200, 127.0.0.1:\\d+4=200}")
        .contains("line 3, endpoints.s5.wieght: unknown; did you mean weight?")
        .containsPattern("the file is empty: +\\{127.0.0.1:\\d+3=200, 127.0.0.1:\\d+4=200}")
        .containsPattern("\\d{4} calls, none failed");
  }

  @Test
  void jdbcReplicasLosesNoRead() {
    assertThat(run("jdbc-replicas")).as(this::output).isZero();

    assertThat(out.toString()).contains("none failed", "replica-2", "EJECTED: 5 failures in a row");
  }

  @Test
  void ownPolicyKeepsToTheShiftAndLeavesTheRestToTheBalancer() {
    assertThat(run("own-policy")).as(this::output).isZero();

    assertThat(out.toString())
        .containsPattern("both on shift: \\{bob=\\d+, eve=\\d+}")
        .contains("bob disabled:  {eve=600}", "eve as well:   {ann=600}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tcp --h2"})
  void tcpLosesNoConnectionNorFlowAndItsDriverFindsTheDatabaseThatLives(String arguments) {
    assertThat(run(arguments.split(" ", -1))).as(this::output).isZero();

    assertThat(out.toString())
        .contains("TCP: 1600 connections, ", " 0 connections failed", "echo-2")
        .contains("UDP: 300 of 300 flows stayed with one endpoint")
        .contains("led to {db-1=20, db-2=20}; db-1 dies; 40 led to {db-2=40}");
  }

  @Test
  void canaryIsRampedUpAndRolledBackWithoutAFailedCall() {
    assertThat(run("canary")).as(this::output).isZero();

    assertThat(out.toString())
        .contains("RAMPING      10 %  first step", "ROLLED_BACK   0 %  its p99 is ", " 0 failed; ");
  }

  @Test
  void gatewayLosesABackendAndNoCall() {
    assertThat(run("gateway", "--seconds", "3", "--no-wrk")).as(this::output).isZero();

    assertThat(out.toString())
        .containsPattern("32 threads: \\d+ calls, 0 failed, p50 ")
        .containsPattern("[1-9]\\d* answers moved a session")
        .contains("killed http://127.0.0.1:");
  }

  @Test
  void stickyLosesOnlyTheSessionsOfTheServerThatDies() {
    assertThat(run("sticky")).as(this::output).isZero();

    assertThat(out.toString())
        .contains("sticky:       300 visits, 0 by", "a is drained: 300 visits, 0 by")
        .containsPattern("not sticky: +300 visits, [1-9]\\d+ by")
        .containsPattern("b dies: +300 visits, [1-9]\\d? by")
        .contains("afterwards:   300 visits, 0 by");
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains(
            "quickstart", "select", "health", "jdbc-replicas", "tcp", "canary", "gateway", "demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no-such-command",
        "quickstart --seconds 1",
        "quickstart --seconds soon",
        "quickstart --rate 0",
        "quickstart --fast"
      })
  void wrongUsageIsExplained(String arguments) {
    String[] args = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);

    assertThat(run(args)).isEqualTo(CommandLine.ExitCode.USAGE);

    assertThat(err.toString()).isNotBlank();
  }

  private int run(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  private String output() {
    return out + "\n" + err;
  }
}

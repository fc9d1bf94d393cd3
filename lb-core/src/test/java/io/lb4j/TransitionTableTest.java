package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Readiness;
import io.lb4j.health.CheckResult;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthState;
import io.lb4j.health.MaxFails;
import io.lb4j.health.Witness;
import io.lb4j.request.Outcome;
import io.lb4j.request.ServerState;
import io.lb4j.select.SelectionPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Puts an endpoint into every state by every witness that can, lets everything happen to it, and
 * compares what became of it with the tables that users read.
 */
final class TransitionTableTest {

  /** How a witness brings the endpoint a into a state. */
  private record Hold(Witness witness, HealthState state, String why, Consumer<Scene> act) {}

  /** Something that happens to the endpoint a. */
  private record Event(Witness witness, String name, Consumer<Scene> act) {

    boolean isTime() {
      return name.equals(GRACE_IS_OVER);
    }
  }

  private static final String GRACE_IS_OVER = "its time is over";

  private static final Outcome ASKS_FOR_REST =
      Outcome.rejected().withRetryAfter(Duration.ofMinutes(4));

  // Of two for one state, the first is the one that lasts.
  private static final List<Hold> HOLDS =
      List.of(
          new Hold(Witness.GRACE, HealthState.STARTING, "", Scene::joins),
          new Hold(
              Witness.ACTIVE,
              HealthState.STARTING,
              "",
              scene -> {
                scene.checks(CheckResult.failed("refused"));
                scene.joins();
              }),
          new Hold(
              Witness.DISCOVERY,
              HealthState.DEGRADED,
              "",
              scene -> scene.published(Readiness.DEGRADED)),
          new Hold(
              Witness.ACTIVE,
              HealthState.DEGRADED,
              "",
              scene -> scene.checks(CheckResult.degraded("slow disk"))),
          new Hold(
              Witness.SERVER,
              HealthState.DEGRADED,
              "",
              scene -> scene.reported(says(ServerState.DEGRADED), 1)),
          new Hold(
              Witness.PASSIVE,
              HealthState.DEGRADED,
              "at rest",
              scene -> scene.reported(ASKS_FOR_REST, 1)),
          new Hold(
              Witness.PASSIVE,
              HealthState.EJECTED,
              "for failures",
              scene -> scene.reported(Outcome.failure(), 5)),
          new Hold(
              Witness.PASSIVE,
              HealthState.EJECTED,
              "for connect failures",
              scene -> {
                // Or checks that pass all the while would end it.
                scene.nextChecksFind(CheckResult.failed("refused"));
                scene.reported(Outcome.connectFailure(), 5);
              }),
          new Hold(Witness.BREAKER, HealthState.EJECTED, "", Scene::breakerOpens),
          new Hold(
              Witness.DISCOVERY,
              HealthState.UNHEALTHY,
              "",
              scene -> scene.published(Readiness.UNREADY)),
          new Hold(
              Witness.ACTIVE,
              HealthState.UNHEALTHY,
              "",
              scene -> scene.checks(CheckResult.failed("refused"))),
          new Hold(
              Witness.DISCOVERY,
              HealthState.DRAINING,
              "",
              scene -> scene.published(Readiness.DRAINING)),
          new Hold(
              Witness.OPERATOR,
              HealthState.DRAINING,
              "",
              scene -> scene.balancer().drain("a", Duration.ofHours(1))),
          new Hold(
              Witness.SERVER,
              HealthState.DRAINING,
              "",
              scene -> scene.reported(says(ServerState.DRAINING), 1)),
          new Hold(
              Witness.OPERATOR, HealthState.DISABLED, "", scene -> scene.balancer().disable("a")));

  private static final List<Event> EVENTS =
      List.of(
          new Event(
              Witness.DISCOVERY, "publishes READY", scene -> scene.published(Readiness.READY)),
          new Event(
              Witness.DISCOVERY,
              "publishes DEGRADED",
              scene -> scene.published(Readiness.DEGRADED)),
          new Event(
              Witness.DISCOVERY,
              "publishes DRAINING",
              scene -> scene.published(Readiness.DRAINING)),
          new Event(
              Witness.DISCOVERY, "publishes UNREADY", scene -> scene.published(Readiness.UNREADY)),
          new Event(Witness.DISCOVERY, "leaves it out for a moment", Scene::leavesForAMoment),
          new Event(
              Witness.OPERATOR,
              "drains",
              scene -> scene.balancer().drain("a", Duration.ofHours(1))),
          new Event(Witness.OPERATOR, "disables", scene -> scene.balancer().disable("a")),
          new Event(Witness.OPERATOR, "enables", scene -> scene.balancer().enable("a")),
          new Event(Witness.GRACE, "10 successes", scene -> scene.reported(Outcome.success(), 10)),
          new Event(Witness.GRACE, GRACE_IS_OVER, scene -> scene.pass(Duration.ofMinutes(2))),
          new Event(
              Witness.ACTIVE,
              "3 checks in a row fail",
              scene -> scene.checks(CheckResult.failed("refused"))),
          new Event(
              Witness.ACTIVE,
              "a check finds it degraded",
              scene -> scene.checks(CheckResult.degraded("slow disk"))),
          new Event(
              Witness.ACTIVE,
              "2 checks in a row pass",
              scene -> scene.checks(CheckResult.passed())),
          new Event(
              Witness.PASSIVE,
              "5 failures in a row",
              scene -> scene.reported(Outcome.failure(), 5)),
          new Event(
              Witness.PASSIVE,
              "5 connect failures in a row",
              scene -> scene.reported(Outcome.connectFailure(), 5)),
          new Event(Witness.PASSIVE, "a judge finds an outlier", Scene::failsNowAndThen),
          new Event(
              Witness.PASSIVE,
              "429 or 503 with Retry-After",
              scene -> scene.reported(ASKS_FOR_REST, 1)),
          new Event(
              Witness.PASSIVE,
              "the time is over, the test succeeds",
              scene -> scene.tested(Outcome.success())),
          new Event(
              Witness.PASSIVE,
              "the time is over, the test fails",
              scene -> scene.tested(Outcome.failure())),
          new Event(
              Witness.SERVER,
              "says that it is degraded",
              scene -> scene.reported(says(ServerState.DEGRADED), 1)),
          new Event(
              Witness.SERVER,
              "says that it is draining",
              scene -> scene.reported(says(ServerState.DRAINING), 1)),
          new Event(
              Witness.SERVER,
              "says that it is ready",
              scene -> scene.reported(says(ServerState.READY), 1)),
          new Event(Witness.BREAKER, "opens", Scene::breakerOpens),
          new Event(Witness.BREAKER, "closes", Scene::breakerCloses));

  private static Outcome says(ServerState state) {
    return Outcome.success().withServerState(state);
  }

  @Test
  void theTablesOfTheDocumentSayWhatTheCodeDoes() throws IOException {
    String document = Files.readString(document());
    assertThat(document).contains(transitions());
    assertThat(document).contains(endings());
  }

  /** What each event makes of an endpoint in each state. */
  private static String transitions() {
    StringBuilder table = new StringBuilder("| Witness | Event |");
    for (HealthState from : HealthState.values()) {
      table.append(' ').append(from).append(" |");
    }
    table.append("\n|---|---|").append("---|".repeat(HealthState.values().length));
    for (Event event : EVENTS) {
      table.append("\n| ").append(event.witness).append(" | ").append(event.name).append(" |");
      for (HealthState from : HealthState.values()) {
        Hold hold = holdOfAnother(from, event.witness);
        HealthState to = after(hold, event.act).state();
        boolean byTimeAlone = !event.isTime() && to == after(hold, waitingFor(event)).state();
        table.append(to == from || byTimeAlone ? " |" : " " + to + " |");
      }
    }
    return table.append('\n').toString();
  }

  /** What ends each verdict, if time does not end it alone. */
  private static String endings() {
    StringBuilder table =
        new StringBuilder("| Verdict | What lifts it or puts another in its place |\n|---|---|");
    for (Hold hold : HOLDS) {
      String endings =
          EVENTS.stream()
              .filter(event -> !after(hold, event.act).holds(hold))
              .filter(event -> after(hold, waitingFor(event)).holds(hold))
              .map(event -> event.witness + " " + event.name)
              .collect(Collectors.joining("; "));
      table.append("\n| ").append(hold.witness).append(' ').append(hold.state);
      table.append(hold.why.isEmpty() ? "" : ", " + hold.why);
      table.append(" | ").append(endings).append(" |");
    }
    return table.append('\n').toString();
  }

  /** A state as it comes about without the event's witness, where that is possible. */
  private static Hold holdOfAnother(HealthState state, Witness witness) {
    Hold own = null;
    for (Hold hold : HOLDS) {
      if (hold.state == state && hold.witness != witness) {
        return hold;
      }
      own = hold.state == state ? hold : own;
    }
    return own == null ? new Hold(Witness.GRACE, HealthState.HEALTHY, "", scene -> {}) : own;
  }

  private static Scene after(Hold hold, Consumer<Scene> act) {
    Scene scene = new Scene();
    hold.act.accept(scene);
    assertThat(scene.state()).isEqualTo(hold.state);
    act.accept(scene);
    return scene;
  }

  /** The same without the event. */
  private static Consumer<Scene> waitingFor(Event event) {
    Scene measured = new Scene();
    long before = measured.nanoTime();
    event.act.accept(measured);
    Duration taken = Duration.ofNanos(measured.nanoTime() - before);
    return scene -> scene.pass(taken);
  }

  private static Path document() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("docs/health.md"))) {
      directory = directory.getParent();
    }
    return directory.resolve("docs/health.md");
  }

  /** Ten endpoints, of which only a is meddled with. */
  private static final class Scene {

    private final ScriptedProbe probe = new ScriptedProbe();
    private final CountingBreakers breakers = new CountingBreakers();
    private final VirtualFleet fleet =
        new VirtualFleet(
            10,
            builder ->
                builder
                    .policy(SelectionPolicies.roundRobin())
                    .grace(new GracePeriod(10, Duration.ofMinutes(1)))
                    .healthChecks(HealthChecks.every(Duration.ofSeconds(1), probe))
                    .breakers(breakers)
                    .ejection(EjectionPolicy.defaults().withJudges(MaxFails.of(20))));

    // Taken before anything happened: what is out of traffic still ends the leases it had.
    private final Deque<Lease<String>> open = new ArrayDeque<>();

    Scene() {
      takeLeases();
    }

    private void takeLeases() {
      for (int i = 0; i < 80; i++) {
        open.push(fleet.leaseOn("a"));
      }
    }

    Balancer<String> balancer() {
      return fleet.balancer;
    }

    HealthState state() {
      return fleet.stateOf("a");
    }

    boolean holds(Hold hold) {
      return fleet.look("a").verdicts().stream()
          .anyMatch(held -> held.witness() == hold.witness && held.state() == hold.state);
    }

    long nanoTime() {
      return fleet.ticker.nanoTime();
    }

    void pass(Duration time) {
      fleet.pass(time);
    }

    void published(Readiness readiness) {
      List<Endpoint<String>> set = others();
      set.add(Endpoint.builder("a", "target of a").readiness(readiness).build());
      fleet.balancer.update(set);
    }

    /** A set without it for longer than it is remembered makes it new. */
    void joins() {
      fleet.balancer.update(others());
      fleet.pass(Duration.ofMinutes(2));
      published(Readiness.READY);
      fleet.pass(Duration.ofSeconds(1));
      open.clear();
      if (fleet.look("a").serving()) {
        takeLeases();
      }
    }

    /** Long enough to be asked three times, also when that is seldom. */
    void checks(CheckResult result) {
      nextChecksFind(result);
      fleet.pass(Duration.ofSeconds(13));
    }

    void nextChecksFind(CheckResult result) {
      probe.answer("a", result);
    }

    void breakerOpens() {
      breakers.of("a").open(null);
      fleet.pass(Duration.ofMillis(200));
    }

    void breakerCloses() {
      breakers.of("a").close();
      fleet.pass(Duration.ofMillis(200));
    }

    void leavesForAMoment() {
      Endpoint<?> before = fleet.look("a").endpoint();
      fleet.balancer.update(others());
      fleet.pass(Duration.ofSeconds(1));
      published(before.readiness());
    }

    private static List<Endpoint<String>> others() {
      return new ArrayList<>(VirtualFleet.endpoints(10).subList(1, 10));
    }

    void reported(Outcome outcome, int times) {
      for (int i = 0; i < times && !open.isEmpty(); i++) {
        try (Lease<String> lease = open.pop()) {
          lease.report(outcome);
        }
      }
      fleet.settle();
      fleet.pass(Duration.ofMillis(200));
    }

    void failsNowAndThen() {
      for (int i = 0; i < 6; i++) {
        reported(Outcome.failure(), 4);
        reported(Outcome.success(), 1);
      }
      fleet.pass(Duration.ofSeconds(11));
    }

    void tested(Outcome outcome) {
      fleet.pass(Duration.ofMinutes(5));
      fleet.traffic(1, Duration.ofMillis(1), id -> id.equals("a") ? outcome : Outcome.success());
    }
  }
}

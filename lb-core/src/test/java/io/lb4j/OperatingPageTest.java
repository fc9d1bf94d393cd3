package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.HistoryEntry;
import io.lb4j.snapshot.LeaseTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What docs/operating.md shows is what comes out: of three servers, of which one dies. */
final class OperatingPageTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(Balancer.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  private final VirtualFleet fleet =
      new VirtualFleet(
          List.of(
              server("10.0.1.10:8080", Endpoint.UNLIMITED),
              server("10.0.1.11:8080", Endpoint.UNLIMITED),
              server("10.0.1.12:8080", 2)),
          builder -> builder.traces(LeaseTraces.oneIn(1)));

  private static Endpoint<String> server(String id, int maxConcurrency) {
    return Endpoint.builder(id, "http://" + id).maxConcurrency(maxConcurrency).build();
  }

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void snapshotExplanationAndHistoryOfAnEjection() throws IOException {
    fleet.traffic(2_000, Duration.ofMillis(20), id -> Outcome.success());
    fleet.report("10.0.1.11:8080", Outcome.connectFailure(), 5);
    fleet.traffic(500, Duration.ofMillis(20), id -> Outcome.success());

    assertThat(fleet.stateOf("10.0.1.11:8080")).isEqualTo(HealthState.EJECTED);
    requireShown(
        fleet.balancer.snapshot().endpoints().stream()
            .map(OperatingPageTest::line)
            .collect(Collectors.joining("\n")));
    requireShown(fleet.balancer.explain(SelectionContext.none()).toString());
    requireShown(lines(fleet.look("10.0.1.11:8080").history()));
    requireShown(
        log.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.contains("10.0.1.11"))
            .collect(Collectors.joining("\n")));
  }

  private static String line(EndpointSnapshot endpoint) {
    return String.format(
        Locale.ROOT,
        "%s %-8s took %.1f %%, lately %.1f %%, expected %.1f %%",
        endpoint.id(),
        endpoint.state(),
        100 * endpoint.share(),
        100 * endpoint.recentShare(),
        100 * endpoint.expectedShare());
  }

  private static String lines(List<HistoryEntry> history) {
    return history.stream().map(HistoryEntry::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void aTraceOfARefusedChoice() throws IOException {
    fleet.traffic(100, Duration.ofMillis(20), id -> Outcome.success());
    SelectionContext small = SelectionContext.none().preferring("10.0.1.12:8080");
    Lease<String> first = fleet.balancer.select(small);
    Lease<String> second = fleet.balancer.select(small);
    try (Lease<String> third = fleet.balancer.select(small)) {
      fleet.pass(Duration.ofMillis(12));
      third.report(Outcome.success());
    }

    List<LeaseTrace> traces = fleet.balancer.traces();
    requireShown(traces.get(traces.size() - 1).toString());
    first.close();
    second.close();
  }

  @Test
  void skewByAPinnedClient() throws IOException {
    SelectionContext pinned = SelectionContext.none().preferring("10.0.1.10:8080");
    for (int i = 0; i < 2_000; i++) {
      try (Lease<String> lease =
          fleet.balancer.select(i % 10 == 0 ? SelectionContext.none() : pinned)) {
        fleet.pass(Duration.ofMillis(20));
        lease.report(Outcome.success());
      }
    }

    requireShown(
        log.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.contains("skewed"))
            .collect(Collectors.joining("\n")));
  }

  private static void requireShown(String output) throws IOException {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("docs/operating.md"))) {
      directory = directory.getParent();
    }
    String shown =
        Files.readString(directory.resolve("docs/operating.md")).replaceAll("(?m) +$", "");
    String expected = output.replace(System.lineSeparator(), "\n").replaceAll("(?m) +$", "");
    assertThat(expected).isNotEmpty();
    assertThat(shown).contains("```\n" + expected + "\n```");
  }
}

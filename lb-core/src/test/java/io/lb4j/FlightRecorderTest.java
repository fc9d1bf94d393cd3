package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording contains of a balancer. */
final class FlightRecorderTest {

  @TempDir private Path directory;

  /** The events of one type that something causes, with these settings or those of the events. */
  private List<RecordedEvent> record(String type, Consumer<Recording> settings, Runnable cause)
      throws IOException {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      settings.accept(recording);
      recording.start();
      cause.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .toList();
  }

  private List<RecordedEvent> record(String type, Runnable cause) throws IOException {
    return record(type, recording -> {}, cause);
  }

  @Test
  void changesOfTheSet() throws IOException {
    VirtualFleet fleet = new VirtualFleet(3);

    List<RecordedEvent> events =
        record(
            "io.lb4j.MembershipChange",
            () -> fleet.balancer.update(VirtualFleet.endpoints(5).subList(1, 5)));

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getString("balancer")).isEqualTo("fleet");
              assertThat(event.getString("added")).isEqualTo("d, e");
              assertThat(event.getInt("addedCount")).isEqualTo(2);
              assertThat(event.getString("removed")).isEqualTo("a");
              assertThat(event.getInt("removedCount")).isEqualTo(1);
              assertThat(event.getInt("endpoints")).isEqualTo(4);
              assertThat(event.getEventType().getCategoryNames()).containsExactly("lb4j");
              assertThat(event.getStackTrace()).isNull();
            });
  }

  @Test
  void ejectionsAndReturns() throws IOException {
    VirtualFleet fleet = new VirtualFleet(3);

    List<RecordedEvent> events =
        record(
            "io.lb4j.EndpointStateChange",
            () -> {
              fleet.report("b", Outcome.failure(), 5);
              fleet.pass(Duration.ofSeconds(40));
              fleet.traffic(1, Duration.ofMillis(1), id -> Outcome.success());
            });

    assertThat(events)
        .extracting(
            event -> event.getString("endpoint"),
            event -> event.getString("from"),
            event -> event.getString("to"))
        .containsExactly(tuple("b", "HEALTHY", "EJECTED"), tuple("b", "EJECTED", "HEALTHY"));
    assertThat(events.get(0).getString("reason")).startsWith("5 failures in a row");
  }

  @Test
  void selectionsThatFindNoEndpoint() throws IOException {
    VirtualFleet fleet = new VirtualFleet(0);

    List<RecordedEvent> events =
        record(
            "io.lb4j.NoEndpointAvailable",
            () ->
                assertThatThrownBy(fleet.balancer::select)
                    .isInstanceOf(NoEndpointAvailableException.class));

    assertThat(events)
        .singleElement()
        .satisfies(event -> assertThat(event.getString("reason")).isEqualTo("EMPTY"));
  }

  @Test
  void workOfTheControlLoopThatTakesLongerThanItsThreshold() throws IOException {
    VirtualFleet fleet =
        new VirtualFleet(2, builder -> builder.policy(SelectionPolicies.roundRobin()));

    List<RecordedEvent> events =
        record(
            "io.lb4j.SlowControlLoop",
            recording ->
                recording.enable("io.lb4j.SlowControlLoop").withThreshold(Duration.ofNanos(1)),
            () -> fleet.balancer.update(VirtualFleet.endpoints(3)));

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getString("work")).isEqualTo("order");
              assertThat(event.getInt("endpoints")).isEqualTo(3);
              assertThat(event.getDuration()).isPositive();
            });
  }

  @Test
  void notWorkThatIsDoneSoon() throws IOException {
    VirtualFleet fleet = new VirtualFleet(2);

    assertThat(
            record(
                "io.lb4j.SlowControlLoop",
                recording ->
                    recording.enable("io.lb4j.SlowControlLoop").withThreshold(Duration.ofHours(1)),
                () -> fleet.balancer.update(VirtualFleet.endpoints(3))))
        .isEmpty();
  }

  @Test
  void singleSelectionsOnRequest() throws IOException {
    VirtualFleet fleet = new VirtualFleet(1);

    List<RecordedEvent> events =
        record(
            "io.lb4j.Selection",
            recording -> recording.enable("io.lb4j.Selection"),
            () -> {
              fleet.pass(Duration.ofMillis(100));
              fleet.traffic(1, Duration.ofMillis(7), id -> Outcome.timeout());
            });

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getString("endpoint")).isEqualTo("a");
              assertThat(event.getString("attempt")).isEqualTo("FIRST");
              assertThat(event.getString("outcome")).isEqualTo("TIMEOUT");
              assertThat(event.getDuration("latencyNanos")).isEqualTo(Duration.ofMillis(7));
            });
  }

  @Test
  void singleSelectionsOtherwiseNot() throws IOException {
    VirtualFleet fleet = new VirtualFleet(1);

    assertThat(
            record(
                "io.lb4j.Selection",
                () -> {
                  fleet.pass(Duration.ofMillis(100));
                  fleet.traffic(10, Duration.ofMillis(7), id -> Outcome.success());
                }))
        .isEmpty();
  }
}

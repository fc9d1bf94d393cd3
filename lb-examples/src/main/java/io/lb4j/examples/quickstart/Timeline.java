package io.lb4j.examples.quickstart;

import io.lb4j.BalancerListener;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.PanicChange;
import io.lb4j.snapshot.StateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What happened when: what the scenario did, and what the balancer made of it. */
final class Timeline implements BalancerListener {

  private record Event(Instant at, String text) {}

  // Guarded by this: the balancer tells its part from a thread of its own.
  private final List<Event> events = new ArrayList<>();
  private Instant start = Instant.now();

  /** Counts the time from now; what happened before happened at 0. */
  synchronized void start() {
    start = Instant.now();
  }

  void tell(String text) {
    add(Instant.now(), text);
  }

  /** Everything so far, in the order of time: the balancer's events arrive a little late. */
  synchronized List<String> lines() {
    return events.stream().sorted(Comparator.comparing(Event::at)).map(this::line).toList();
  }

  @Override
  public void stateChanged(StateChange change) {
    String still = change.from() == change.to() ? "still " : "";
    String slowly = change.from() == HealthState.EJECTED ? ", starts slowly" : "";
    String more = change.to() == HealthState.HEALTHY ? slowly : "";
    add(
        change.at(),
        Label.of(change.endpointId()) + " " + still + change.to() + ": " + change.reason() + more);
  }

  @Override
  public void membershipChanged(MembershipChange change) {
    add(
        change.at(),
        change.size()
            + " endpoints"
            + (change.added().isEmpty() ? "" : ", new: " + Label.of(change.added()))
            + (change.removed().isEmpty() ? "" : ", gone: " + Label.of(change.removed())));
  }

  @Override
  public void panicChanged(PanicChange change) {
    add(
        change.at(),
        (change.panicking() ? "panic, all serve: " : "panic is over: ")
            + change.usable()
            + " of "
            + change.available()
            + " endpoints can serve");
  }

  private String line(Event event) {
    double seconds = Math.max(0, Duration.between(start, event.at()).toMillis() / 1000.0);
    return String.format(Locale.ROOT, "%5.1f s  %s", seconds, event.text());
  }

  private synchronized void add(Instant at, String text) {
    events.add(new Event(at, text));
  }
}

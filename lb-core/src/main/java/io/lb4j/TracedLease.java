package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.snapshot.LeaseTrace.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A lease that remembers what its caller reports, for {@link Balancer#traces}. */
final class TracedLease<T> implements Lease<T> {

  private final SlotLease<T> lease;
  private final Instant at;
  private final PickNotes notes;
  private final Route route;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  private record Ending(Outcome outcome, Duration latency) {

    boolean mayStillBreak() {
      return outcome.isSuccess();
    }
  }

  TracedLease(SlotLease<T> lease, Instant at, PickNotes notes, Route route) {
    this.lease = lease;
    this.at = at;
    this.notes = notes;
    this.route = route;
  }

  @Override
  public Endpoint<T> endpoint() {
    return lease.endpoint();
  }

  @Override
  public void report(Outcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    Ending before = ending.get();
    if (before == null) {
      Duration latency = Duration.ofNanos(Math.max(0, lease.ageNanos()));
      ending.compareAndSet(null, new Ending(outcome, latency));
    } else if (before.mayStillBreak() && outcome.isFailure() && lease.isOpen()) {
      ending.compareAndSet(before, new Ending(outcome, before.latency()));
    }
    lease.report(outcome);
  }

  @Override
  public void close() {
    lease.close();
  }

  LeaseTrace trace() {
    Ending end = ending.get();
    return notes.trace(
        at,
        route,
        lease.endpoint().id(),
        end == null ? null : end.outcome(),
        end == null ? null : end.latency(),
        !lease.isOpen());
  }

  @Override
  public String toString() {
    return lease.toString();
  }
}

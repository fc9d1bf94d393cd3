package io.lb4j.micrometer;

import io.lb4j.affinity.SessionStats;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EjectionCause;
import io.lb4j.snapshot.SourceSnapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters that are read from snapshots when they are scraped. */
final class SnapshotMeters {

  private final OwnMeters meters;
  private final LatestSnapshot latest;

  private SnapshotMeters(OwnMeters meters, LatestSnapshot latest) {
    this.meters = meters;
    this.latest = latest;
  }

  static void register(OwnMeters meters, LatestSnapshot latest) {
    SnapshotMeters all = new SnapshotMeters(meters, latest);
    all.traffic();
    all.furtherAttempts();
    all.endpoints();
    all.discovery();
    all.sessions();
  }

  private void traffic() {
    gauge("lb.client.active.requests", "Requests under way", s -> s.get().inFlight());
    counter("lb.client.selections", "Leases given", s -> s.totals().selections());
    counter(
        "lb.client.no.endpoint",
        "Selections that found none",
        BalancerSnapshot::noEndpointFailures);
    counter(
        "lb.client.throttled",
        "Selections that the throttle or the rate limit refused",
        BalancerSnapshot::throttled);
    counter(
        "lb.client.unreported",
        "Leases closed without a report",
        s -> s.totals().outcomes().unreported());
  }

  private void furtherAttempts() {
    counter("lb.client.retries", "Attempts after one that failed", s -> s.totals().retries());
    counter("lb.client.hedges", "Attempts beside a late one", s -> s.totals().hedges());
    counter(
        "lb.client.retries.refused",
        "Retries and hedges that the budget did not allow",
        s -> s.totals().refusedByBudget());
    gauge(
        "lb.client.retry.budget", "Retries that the budget allows now", s -> s.get().retryTokens());
  }

  private void endpoints() {
    for (HealthState state : HealthState.values()) {
      gauge(
          "lb.endpoints",
          "Endpoints by state",
          Tags.of("state", TagValue.of(state)),
          s -> s.endpoints(state));
    }
    gauge(
        "lb.endpoints.serving",
        "Endpoints that take traffic, those let in because too few are healthy too",
        LatestSnapshot::serving);
    for (EjectionCause cause : EjectionCause.values()) {
      counter(
          "lb.ejections",
          "Ejections by reason",
          Tags.of("reason", TagValue.of(cause)),
          s -> s.totals().ejections().getOrDefault(cause, 0L));
    }
    gauge("lb.panic", "1 while too few endpoints can serve", s -> s.get().panicking() ? 1 : 0);
    gauge("lb.skewed", "1 while traffic is skewed", s -> s.get().skewed() ? 1 : 0);
  }

  private void discovery() {
    String updates = "Sets of endpoints that came";
    counter(
        "lb.discovery.updates", updates, Tags.of("result", "applied"), BalancerSnapshot::updates);
    counter(
        "lb.discovery.updates",
        updates,
        Tags.of("result", "ignored_empty"),
        BalancerSnapshot::emptyUpdatesIgnored);
    if (latest.get().source() == null) {
      return;
    }
    counter(
        "lb.discovery.updates", updates, Tags.of("result", "failed"), s -> source(s).failures());
    meters.add(
        (registry, tags) ->
            Gauge.builder("lb.discovery.age", latest, s -> source(s.get()).age().toNanos() / 1e9)
                .description("How long ago the source last confirmed the set")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry));
    gauge(
        "lb.discovery.stale",
        "1 while the set is older than its source says is normal",
        s -> source(s.get()).stale() ? 1 : 0);
  }

  private void sessions() {
    if (latest.get().sessions() == null) {
      return;
    }
    gauge("lb.sessions", "Sessions bound to endpoints", s -> sessions(s.get()).active());
    counter(
        "lb.sessions.moved", "Sessions that went to another endpoint", s -> sessions(s).moved());
  }

  private static SourceSnapshot source(BalancerSnapshot snapshot) {
    return Objects.requireNonNull(snapshot.source());
  }

  private static SessionStats sessions(BalancerSnapshot snapshot) {
    return Objects.requireNonNull(snapshot.sessions());
  }

  private void gauge(String name, String description, ToDoubleFunction<LatestSnapshot> value) {
    gauge(name, description, Tags.empty(), value);
  }

  private void gauge(
      String name, String description, Tags own, ToDoubleFunction<LatestSnapshot> value) {
    meters.add(
        (registry, tags) ->
            Gauge.builder(name, latest, value)
                .description(description)
                .tags(tags.and(own))
                .register(registry));
  }

  private void counter(String name, String description, ToLongFunction<BalancerSnapshot> count) {
    counter(name, description, Tags.empty(), count);
  }

  private void counter(
      String name, String description, Tags own, ToLongFunction<BalancerSnapshot> count) {
    meters.add(
        (registry, tags) ->
            FunctionCounter.builder(name, latest, new Rising(count))
                .description(description)
                .tags(tags.and(own))
                .register(registry));
  }
}

package io.lb4j.examples.quickstart;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.snapshot.BalancerSnapshot;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the whole thing: servers, a balancer, a wrapped client, traffic, and somebody who watches.
 */
final class Show {

  private static final Duration SERVICE_TIME = Duration.ofMillis(10);
  private static final long LOOK_MILLIS = 20;

  private final Duration length;
  private final int callsPerSecond;
  private final Timeline timeline = new Timeline();
  private final Figures figures = new Figures();

  /** Prepares a show; its phases, ejections and slow starts all scale with its length. */
  Show(Duration length, int callsPerSecond) {
    this.length = length;
    this.callsPerSecond = callsPerSecond;
  }

  Timeline timeline() {
    return timeline;
  }

  /** Why the first calls failed, if any did. */
  List<String> firstFailures() {
    return figures.firstFailures();
  }

  /** How long the first ejection lasts: the default is longer than the show. */
  Duration firstEjection() {
    return length.dividedBy(20);
  }

  /** How long ejections get, and slow start takes. */
  Duration longestEjectionAndSlowStart() {
    return length.dividedBy(10);
  }

  /** Plays it. */
  Report play(Display display) throws IOException, InterruptedException {
    try (Fleet fleet = Fleet.start(Scenario.SERVERS, SERVICE_TIME);
        Balancer<URI> orders = balancer(fleet)) {
      warmUp(fleet);
      return play(new Scenario(length, fleet, orders, timeline, figures), orders, display);
    }
  }

  private Balancer<URI> balancer(Fleet fleet) {
    return Balancer.<URI>builder("orders")
        .endpoints(endpoints(fleet))
        .ejection(
            EjectionPolicy.defaults().withDurations(firstEjection(), longestEjectionAndSlowStart()))
        .slowStart(SlowStart.defaults().withWindow(longestEjectionAndSlowStart()))
        .listener(timeline)
        .build();
  }

  /**
   * Calls through another balancer, which takes what it learns along when it goes. The first calls
   * of a JVM take a hundred times as long as later ones, and the servers would be blamed for it.
   */
  @SuppressWarnings("try") // There being traffic is all that is needed.
  private void warmUp(Fleet fleet) throws InterruptedException {
    try (Balancer<URI> orders =
            Balancer.<URI>builder("orders").endpoints(endpoints(fleet)).build();
        Traffic traffic = Traffic.start(orders, callsPerSecond, new Figures())) {
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private static List<Endpoint<URI>> endpoints(Fleet fleet) {
    return Scenario.endpoints(fleet.first(Scenario.SERVERS));
  }

  private Report play(Scenario scenario, Balancer<URI> orders, Display display)
      throws IOException, InterruptedException {
    EndpointWatch watch;
    timeline.start();
    long startNanos = System.nanoTime();
    try (Traffic traffic = Traffic.start(orders, callsPerSecond, figures)) {
      watch = new EndpointWatch(orders::snapshot, traffic::isOverSince);
      long elapsedNanos = 0;
      for (int second = 1; elapsedNanos < length.toNanos(); ) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        elapsedNanos = System.nanoTime() - startNanos;
        scenario.advance(Duration.ofNanos(elapsedNanos));
        BalancerSnapshot snapshot = watch.look();
        if (elapsedNanos >= TimeUnit.SECONDS.toNanos(second)) {
          display.show(frame(second, scenario, watch, snapshot), timeline);
          second++;
        }
      }
    }
    watch.look();
    return Report.of(length.toMillis() / 1000.0, callsPerSecond, scenario.slowId(), figures, watch);
  }

  private Frame frame(int second, Scenario scenario, EndpointWatch watch, BalancerSnapshot now) {
    Map<String, Figures.Recent> recent = figures.takeRecent();
    return new Frame(
        second,
        scenario.phase(),
        recent.values().stream().mapToLong(Figures.Recent::answers).sum(),
        figures.calls(),
        figures.failures(),
        figures.retries(),
        Frame.rows(now, watch.lastSeen(), recent, scenario.conditions()));
  }
}

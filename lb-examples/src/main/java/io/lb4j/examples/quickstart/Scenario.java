package io.lb4j.examples.quickstart;

import io.lb4j.Balancer;
import io.lb4j.DrainResult;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The plot: does to the servers what befalls servers, each thing when its phase begins. */
final class Scenario {

  static final int SERVERS = 6;

  private static final int SLOW_FACTOR = 10;

  private final Duration length;
  private final Balancer<URI> orders;
  private final Timeline timeline;
  private final Figures figures;
  private final List<FakeServer> members;
  private final FakeServer slow;
  private final FakeServer killed;
  private final FakeServer drained;
  private final FakeServer added;
  // By endpoint id. One of them is written when the drain is done, on the balancer's thread.
  private final Map<String, String> conditions = new ConcurrentHashMap<>();
  private final Deque<Phase> ahead =
      new ArrayDeque<>(EnumSet.complementOf(EnumSet.of(Phase.STEADY)));
  private Phase phase = Phase.STEADY;

  Scenario(Duration length, Fleet fleet, Balancer<URI> orders, Timeline timeline, Figures figures) {
    this.length = length;
    this.orders = orders;
    this.timeline = timeline;
    this.figures = figures;
    this.members = new ArrayList<>(fleet.first(SERVERS));
    this.slow = fleet.get(1);
    this.killed = fleet.get(2);
    this.drained = fleet.get(4);
    this.added = fleet.get(SERVERS);
  }

  static List<Endpoint<URI>> endpoints(List<FakeServer> servers) {
    return servers.stream().map(server -> Endpoint.of(server.uri())).toList();
  }

  Phase phase() {
    return phase;
  }

  /** The server that is slow from {@link Phase#SLOW} on. */
  String slowId() {
    return id(slow);
  }

  /** What was done to servers, by endpoint id. */
  Map<String, String> conditions() {
    return conditions;
  }

  /** Begins the next phase if its time has come. */
  void advance(Duration elapsed) throws IOException {
    Phase next = ahead.peek();
    if (next != null && elapsed.toNanos() >= next.beginsAt() * (double) length.toNanos()) {
      phase = ahead.remove();
      figures.enter(phase);
      begin();
    }
  }

  private void begin() throws IOException {
    switch (phase) {
      case STEADY -> {}
      case SLOW -> {
        announce(slow, "becomes " + SLOW_FACTOR + " times slower", SLOW_FACTOR + "x slower");
        slow.slowDown(SLOW_FACTOR);
      }
      case KILLED -> {
        announce(killed, "is killed, its connections are reset", "killed");
        killed.kill();
      }
      case DRAINED -> {
        announce(drained, "is to be stopped, so it is drained first", "running");
        Duration limit = length.dividedBy(10);
        orders.drain(id(drained), limit).thenAccept(this::stopDrained);
      }
      case ADDED -> {
        announce(added, "is started and takes the place of the stopped one", "new");
        added.start();
        members.remove(drained);
        members.add(added);
        orders.update(endpoints(members));
      }
      case RETURNED -> {
        announce(killed, "is started again", "back");
        killed.start();
      }
    }
  }

  private void stopDrained(DrainResult result) {
    announce(
        drained,
        "is " + result.status() + " with " + result.inFlight() + " in flight, and stopped",
        "stopped");
    drained.close();
  }

  private void announce(FakeServer server, String what, String condition) {
    timeline.tell("-- " + Label.of(id(server)) + " " + what);
    conditions.put(id(server), condition);
  }

  private static String id(FakeServer server) {
    return server.uri().getAuthority();
  }
}

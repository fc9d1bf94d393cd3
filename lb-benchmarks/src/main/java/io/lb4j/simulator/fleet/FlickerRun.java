package io.lb4j.simulator.fleet;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.RandomStream;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.List;

/** Discovery that flickers, in a run. The event is the next time that all clients are told. */
final class FlickerRun extends Event {

  private final VirtualTime time;
  private final FleetChange.Flicker flicker;
  private final Fleet fleet;
  private final Discovery discovery;
  private final RandomStream random;

  FlickerRun(
      VirtualTime time,
      FleetChange.Flicker flicker,
      Fleet fleet,
      Discovery discovery,
      RandomStream random) {
    this.time = time;
    this.flicker = flicker;
    this.fleet = fleet;
    this.discovery = discovery;
    this.random = random;
  }

  void start() {
    time.schedule(this, flicker.fromNanos());
  }

  @Override
  protected void happen() {
    if (time.nanoTime() >= flicker.untilNanos()) {
      discovery.announce(fleet.endpoints());
      return;
    }
    for (int i = 0; i < discovery.subscribers(); i++) {
      discovery.announceTo(i, part());
    }
    time.scheduleIn(this, flicker.everyNanos());
  }

  private List<Endpoint<Server>> part() {
    List<Endpoint<Server>> shown = new ArrayList<>();
    for (Endpoint<Server> endpoint : fleet.endpoints()) {
      if (random.nextDouble() >= flicker.share()) {
        shown.add(endpoint);
      }
    }
    return shown;
  }
}

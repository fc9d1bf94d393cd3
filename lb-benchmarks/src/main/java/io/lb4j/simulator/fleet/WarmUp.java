package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Server;

/** A server on its way to full speed, in small steps. The event is the next step. */
final class WarmUp extends Event {

  private static final int STEPS = 50;

  private final VirtualTime time;
  private final ServerGroup.ColdStart cold;
  private final Server server;
  private final int factor;
  private int step;

  WarmUp(VirtualTime time, ServerGroup.ColdStart cold, Server server) {
    this.time = time;
    this.cold = cold;
    this.server = server;
    this.factor = server.addSpeedFactor();
  }

  void start() {
    happen();
  }

  @Override
  protected void happen() {
    double part = step / (double) STEPS;
    server.setSpeed(factor, cold.fromSpeed() + part * (1 - cold.fromSpeed()));
    if (step++ < STEPS) {
      time.scheduleIn(this, cold.lastingNanos() / STEPS);
    }
  }
}

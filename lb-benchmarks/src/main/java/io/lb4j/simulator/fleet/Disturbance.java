package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.RandomStream;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Server;

/** One noise at one server. The event is the next change between quiet and noise. */
final class Disturbance extends Event {

  private final VirtualTime time;
  private final ServerGroup.Noise noise;
  private final Server server;
  private final RandomStream random;
  private final int factor;
  private boolean lasting;

  Disturbance(VirtualTime time, ServerGroup.Noise noise, Server server, RandomStream random) {
    this.time = time;
    this.noise = noise;
    this.server = server;
    this.random = random;
    this.factor = noise.stolen() ? server.addStolenFactor() : server.addSpeedFactor();
  }

  void start() {
    time.scheduleIn(this, (long) noise.between().sample(random));
  }

  @Override
  protected void happen() {
    lasting = !lasting;
    server.setSpeed(factor, lasting ? noise.speed().sample(random) : 1);
    // At least a microsecond, so that a distribution that allows 0 cannot stop the clock.
    double next = (lasting ? noise.lasting() : noise.between()).sample(random);
    time.scheduleIn(this, Math.max(1000, (long) next));
  }
}

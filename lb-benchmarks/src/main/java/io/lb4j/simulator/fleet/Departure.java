package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.VirtualTime;

/**
 * How a server leaves in an orderly way: unlisted first, stopped when its clients have had time.
 */
final class Departure {

  private Departure() {}

  static void begin(VirtualTime time, Fleet fleet, Member member, long drainNanos) {
    fleet.unlist(member);
    time.schedule(() -> fleet.stop(member), drainNanos);
  }
}

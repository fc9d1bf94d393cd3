package io.lb4j.examples.demo;

import io.lb4j.examples.servers.FakeServer;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * Two equal servers, one in the fleet of each policy, so that neither policy's queues disturb the
 * other. What befalls one befalls both. Not thread-safe.
 */
final class Twins {

  private static final int SLOW_FACTOR = 10;

  private final String id;
  private final Map<SideName, FakeServer> servers;
  private Condition condition = Condition.NORMAL;
  private boolean drained;

  /** Names servers that run: one for each side. */
  Twins(String id, Map<SideName, FakeServer> servers) {
    this.id = id;
    this.servers = servers;
  }

  String id() {
    return id;
  }

  /** The one that a side calls. */
  FakeServer of(SideName side) {
    return Objects.requireNonNull(servers.get(side));
  }

  Condition condition() {
    return condition;
  }

  boolean drained() {
    return drained;
  }

  void setDrained(boolean drained) {
    this.drained = drained;
  }

  /** Ends what ails them and begins something else. */
  void become(Condition next) throws IOException {
    if (next == condition) {
      return;
    }
    for (FakeServer server : servers.values()) {
      if (condition == Condition.DEAD) {
        server.close(); // It may have been started when its twin could not be.
        server.start();
      }
      server.slowDown(next == Condition.SLOW ? SLOW_FACTOR : 1);
      server.fail(next == Condition.FAILING);
      server.hang(next == Condition.HANGING);
      if (next == Condition.DEAD) {
        server.kill();
      }
    }
    condition = next;
  }
}

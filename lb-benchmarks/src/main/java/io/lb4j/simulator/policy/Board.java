package io.lb4j.simulator.policy;

import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.LoadMetric;
import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Load as a bulletin board shows it: how many jobs every server had when the board was last
 * refreshed. All clients read the same board. The event is the next refreshment.
 *
 * <p>Source: Mitzenmacher, "How useful is old information?", 2000.
 */
final class Board extends Event implements LoadMetric {

  private final VirtualTime time;
  private final List<Server> servers;
  private final long everyNanos;
  private int[] shown = new int[0];

  /** A board that is refreshed every so often; 0 shows what is true at every moment. */
  Board(VirtualTime time, List<Server> servers, long everyNanos) {
    this.time = time;
    this.servers = servers;
    this.everyNanos = everyNanos;
    if (everyNanos > 0) {
      happen();
    }
  }

  @Override
  protected void happen() {
    shown = servers.stream().mapToInt(Server::jobs).toArray();
    time.scheduleIn(this, everyNanos);
  }

  @Override
  public String name() {
    return "board";
  }

  @Override
  public @Nullable LoadCell newCell() {
    return null;
  }

  @Override
  public double load(Candidates candidates, int index) {
    if (!(candidates.endpoint(index).target() instanceof Server server)) {
      return 0;
    }
    if (everyNanos == 0) {
      return server.jobs();
    }
    // A server that is newer than the board is not on it: nobody knows of any load.
    return server.number() < shown.length ? shown[server.number()] : 0;
  }
}

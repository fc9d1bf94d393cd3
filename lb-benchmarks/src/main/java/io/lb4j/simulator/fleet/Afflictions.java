package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The truth about the servers, against which verdicts are judged: who suffers from an incident now,
 * or did so until a moment ago.
 */
public final class Afflictions {

  /** What is noticed so soon after the end was caused before it. */
  private static final long AFTERMATH_NANOS = 1_000_000_000;

  private final VirtualTime time;
  private final Map<String, Integer> incidents = new HashMap<>();
  private final Map<String, Long> overSince = new HashMap<>();
  private final List<Episode> episodes = new ArrayList<>();

  /**
   * Starts with all well.
   *
   * @param time the run's
   */
  public Afflictions(VirtualTime time) {
    this.time = time;
  }

  /** Notes that something happens to a server, whether its requests suffer from it or not. */
  void note(Server server, long untilNanos) {
    episodes.add(new Episode(server.number(), time.nanoTime(), untilNanos));
  }

  void begin(Server server) {
    incidents.merge(server.id(), 1, Integer::sum);
  }

  void end(Server server) {
    incidents.merge(server.id(), -1, Integer::sum);
    overSince.put(server.id(), time.nanoTime());
  }

  /**
   * Returns all that has happened to any server.
   *
   * @return in the order of the beginnings; a copy
   */
  public List<Episode> episodes() {
    return List.copyOf(episodes);
  }

  /**
   * Tells whether something is wrong with a server, or was so less than a second ago.
   *
   * @param serverId its id
   * @return true if whoever ejects it is right
   */
  public boolean isBad(String serverId) {
    Long over = overSince.get(serverId);
    return incidents.getOrDefault(serverId, 0) > 0
        || (over != null && time.nanoTime() - over < AFTERMATH_NANOS);
  }
}

package io.lb4j.simulator.fleet;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.simulator.engine.Seeds;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All servers of a run: those that ever were, and those that discovery lists now. For one thread.
 */
public final class Fleet {

  private final VirtualTime time;
  private final Seeds seeds;
  private final List<Server> servers = new ArrayList<>();
  private final Map<String, Member> listed = new LinkedHashMap<>();
  private final Set<String> stopped = new HashSet<>();
  private final Map<String, ServerGroup> groupsByName = new HashMap<>();
  private final Map<String, Integer> startedByGroup = new HashMap<>();

  /**
   * Starts the servers of some groups, at full speed, and lists them.
   *
   * @param groups what there is at the start
   * @param time the run's
   * @param seeds the run's
   */
  public Fleet(List<ServerGroup> groups, VirtualTime time, Seeds seeds) {
    this.time = time;
    this.seeds = seeds;
    for (ServerGroup group : groups) {
      groupsByName.put(group.name(), group);
      for (int i = 0; i < group.count(); i++) {
        list(start(group));
      }
    }
  }

  /**
   * Returns all servers that ever were.
   *
   * @return by number; a live view
   */
  public List<Server> servers() {
    return Collections.unmodifiableList(servers);
  }

  /**
   * Returns what discovery lists now.
   *
   * @return in the order of listing; a copy
   */
  public List<Endpoint<Server>> endpoints() {
    return listed.values().stream().map(Member::endpoint).toList();
  }

  ServerGroup group(String name) {
    ServerGroup group = groupsByName.get(name);
    if (group == null) {
      throw new IllegalArgumentException(
          "there are no servers named \""
              + name
              + "\"; "
              + Suggestion.forUnknown(name, groupsByName.keySet()));
    }
    return group;
  }

  List<Member> listed() {
    return List.copyOf(listed.values());
  }

  /** Starts a server of a group, under a name that was never used before. */
  Member start(ServerGroup group) {
    int ordinal = startedByGroup.merge(group.name(), 1, Integer::sum) - 1;
    String id = group.name() + "-" + ordinal;
    Server server =
        new Server(
            id,
            servers.size(),
            group.capacity(),
            group.service(),
            time,
            seeds.stream("server " + id));
    servers.add(server);
    server.setRetryAfter(group.retryAfter());
    if (group.speed() != 1) {
      server.setSpeed(server.addSpeedFactor(), group.speed());
    }
    for (int i = 0; i < group.noises().size(); i++) {
      new Disturbance(time, group.noises().get(i), server, seeds.stream("noise " + i + " of " + id))
          .start();
    }
    return new Member(server, endpoint(group, ordinal, server), group);
  }

  /** Starts a server that has its caches to fill and its code to compile. */
  Member startCold(ServerGroup group) {
    Member member = start(group);
    if (group.coldStart() != null) {
      new WarmUp(time, group.coldStart(), member.server()).start();
    }
    return member;
  }

  private static Endpoint<Server> endpoint(ServerGroup group, int ordinal, Server server) {
    Endpoint.Builder<Server> endpoint =
        Endpoint.builder(server.id(), server).weight(group.weight());
    if (!group.zones().isEmpty()) {
      String zone = group.zones().get(ordinal % group.zones().size());
      endpoint.zone(zone).region(zone);
    }
    if (group.maxConcurrency() > 0) {
      endpoint.maxConcurrency(group.maxConcurrency());
    }
    return endpoint.build();
  }

  void list(Member member) {
    listed.put(member.server().id(), member);
  }

  void unlist(Member member) {
    listed.remove(member.server().id());
  }

  void stop(Member member) {
    member.server().stop();
    stopped.add(member.server().id());
  }

  /**
   * Tells whether a server is down for good.
   *
   * @param serverId its id
   * @return true once its process has been stopped
   */
  public boolean hasStopped(String serverId) {
    return stopped.contains(serverId);
  }
}

package io.lb4j.simulator.fleet;

import io.lb4j.simulator.server.Capacity;
import io.lb4j.simulator.server.Distribution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers of one kind.
 *
 * @param name what the names of its servers begin with
 * @param count how many there are at the start
 * @param zones where they stand, dealt out in turn; empty for nowhere in particular
 * @param weight of each, as clients are told
 * @param maxConcurrency requests that each client may have open on each; 0 for no limit
 * @param capacity of each
 * @param service work per request, in nanoseconds of one core
 * @param speed 1 for a core that does a nanosecond of work per nanosecond
 * @param retryAfter for how long its rejections ask clients to stay away, in nanoseconds; null if
 *     they do not say
 * @param noises what slows a server down now and then
 * @param coldStart how a server that is started later warms up; null if it is at full speed at once
 */
public record ServerGroup(
    String name,
    int count,
    List<String> zones,
    double weight,
    int maxConcurrency,
    Capacity capacity,
    Distribution service,
    double speed,
    @Nullable Distribution retryAfter,
    List<Noise> noises,
    @Nullable ColdStart coldStart) {

  /**
   * What slows a server down now and then, at each at other times: garbage collection, a neighbour
   * on the same machine.
   *
   * @param between how long the server is left alone, in nanoseconds
   * @param lasting how long it is slowed down, in nanoseconds
   * @param speed the factor while it lasts, drawn anew each time; 0 is a standstill
   * @param stolen whether others take the time, so that the server's utilisation does not show it
   */
  public record Noise(
      Distribution between, Distribution lasting, Distribution speed, boolean stolen) {}

  /**
   * Slow at first, with speed growing evenly.
   *
   * @param lastingNanos until full speed
   * @param fromSpeed the factor at the start
   */
  public record ColdStart(long lastingNanos, double fromSpeed) {}

  /**
   * Returns a group that differs from one core shared by all in nothing but this.
   *
   * @param name {@link #name()}
   * @param count {@link #count()}
   * @param service {@link #service()}
   * @return the plainest group
   */
  public static ServerGroup plain(String name, int count, Distribution service) {
    return new ServerGroup(
        name, count, List.of(), 1, 0, Capacity.oneCore(), service, 1, null, List.of(), null);
  }
}

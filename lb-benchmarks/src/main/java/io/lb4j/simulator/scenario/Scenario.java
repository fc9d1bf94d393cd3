package io.lb4j.simulator.scenario;

import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.fleet.FleetChange;
import io.lb4j.simulator.fleet.Incident;
import io.lb4j.simulator.fleet.ServerGroup;
import io.lb4j.simulator.policy.BalancerTuning;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.server.Distribution;
import java.util.List;

/**
 * Everything about a run but the policy's rivals and the seed. Immutable.
 *
 * @param name one word
 * @param description one line
 * @param durationNanos how long calls begin; those that are open then are waited for
 * @param warmUpNanos how much of that is left out of the figures
 * @param intervalNanos the grain of what is measured over time
 * @param drainNanos how long open calls are waited for at the end
 * @param clients who calls
 * @param servers who is called
 * @param policy the contestant, unless another is asked for
 * @param tuning of every client's balancer
 * @param incidents what happens to servers
 * @param changes what happens to the set of servers
 * @param discoveryDelay until a client hears of a change of the set, in nanoseconds
 */
public record Scenario(
    String name,
    String description,
    long durationNanos,
    long warmUpNanos,
    long intervalNanos,
    long drainNanos,
    Population clients,
    List<ServerGroup> servers,
    Contestant policy,
    BalancerTuning tuning,
    List<Incident> incidents,
    List<FleetChange> changes,
    Distribution discoveryDelay) {

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int MOST_INTERVALS = 100_000;

  /**
   * Checks the times, and keeps copies of the lists.
   *
   * @param name {@link #name()}
   * @param description {@link #description()}
   * @param durationNanos {@link #durationNanos()}
   * @param warmUpNanos {@link #warmUpNanos()}
   * @param intervalNanos {@link #intervalNanos()}
   * @param drainNanos {@link #drainNanos()}
   * @param clients {@link #clients()}
   * @param servers {@link #servers()}
   * @param policy {@link #policy()}
   * @param tuning {@link #tuning()}
   * @param incidents {@link #incidents()}
   * @param changes {@link #changes()}
   * @param discoveryDelay {@link #discoveryDelay()}
   * @throws IllegalArgumentException if times do not fit together, or there are no servers
   */
  public Scenario {
    servers = List.copyOf(servers);
    incidents = List.copyOf(incidents);
    changes = List.copyOf(changes);
    if (durationNanos <= warmUpNanos) {
      throw new IllegalArgumentException("the duration must be longer than the warm-up");
    }
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("the interval must be longer than 0s");
    }
    if (durationNanos / intervalNanos > MOST_INTERVALS) {
      throw new IllegalArgumentException(
          "the interval must be longer: the duration has more than " + MOST_INTERVALS + " of them");
    }
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("there are no servers");
    }
  }

  /**
   * Returns a scenario in which nothing goes wrong.
   *
   * @param name {@link #name()}
   * @param durationNanos {@link #durationNanos()}
   * @param warmUpNanos {@link #warmUpNanos()}
   * @param clients {@link #clients()}
   * @param servers {@link #servers()}
   * @param policy {@link #policy()}
   * @return the plainest scenario
   */
  public static Scenario steady(
      String name,
      long durationNanos,
      long warmUpNanos,
      Population clients,
      List<ServerGroup> servers,
      Contestant policy) {
    return new Scenario(
        name,
        "",
        durationNanos,
        warmUpNanos,
        SECOND_NANOS,
        30 * SECOND_NANOS,
        clients,
        servers,
        policy,
        BalancerTuning.defaults(),
        List.of(),
        List.of(),
        new Distribution.Constant(0));
  }
}

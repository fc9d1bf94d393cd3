package io.lb4j.simulator.client;

import io.lb4j.simulator.engine.RandomStream;
import io.lb4j.simulator.server.Distribution;
import java.util.List;

/**
 * When calls begin. Rates are per second and of all clients together, each of which has its part.
 */
public sealed interface Arrivals {

  /**
   * Makes the arrivals at one client.
   *
   * @param client from 0
   * @param clients how many there are
   * @param random the client's own
   * @return when its calls begin
   */
  ArrivalTimes at(int client, int clients, RandomStream random);

  /** Says when the calls of one client begin. */
  @FunctionalInterface
  interface ArrivalTimes {

    /** Means that no further call will begin. */
    long NONE = Long.MAX_VALUE;

    /**
     * Returns when the next call begins.
     *
     * @param nowNanos when the last one began; 0 at first
     * @return not before now, or {@link #NONE}
     */
    long after(long nowNanos);
  }

  /**
   * One call after the other at equal distances.
   *
   * @param perSecond the rate
   */
  record Regular(double perSecond) implements Arrivals {
    @Override
    public ArrivalTimes at(int client, int clients, RandomStream random) {
      double gapNanos = 1e9 * clients / perSecond;
      long[] count = new long[1];
      return now -> (long) (gapNanos * (count[0]++ + client / (double) clients));
    }
  }

  /**
   * Independent calls at a constant rate.
   *
   * @param perSecond the rate
   */
  record Poisson(double perSecond) implements Arrivals {
    @Override
    public ArrivalTimes at(int client, int clients, RandomStream random) {
      double meanNanos = 1e9 * clients / perSecond;
      return now -> now + (long) (meanNanos * random.nextExponential());
    }
  }

  /**
   * Independent calls at a rate that jumps up for bursts, at each client at other times.
   *
   * @param perSecond the rate between bursts
   * @param burstPerSecond the rate within
   * @param between how long no burst lasts, in nanoseconds
   * @param lasting how long a burst lasts, in nanoseconds
   */
  record Bursty(double perSecond, double burstPerSecond, Distribution between, Distribution lasting)
      implements Arrivals {
    @Override
    public ArrivalTimes at(int client, int clients, RandomStream random) {
      return new Bursts(this, clients, random);
    }
  }

  /**
   * Independent calls at a rate that follows straight lines between points.
   *
   * @param points by time, ascending; before the first and after the last the rate stays
   */
  record Ramp(List<Point> points) implements Arrivals {

    /**
     * The rate at a moment.
     *
     * @param atNanos the moment
     * @param perSecond the rate
     */
    public record Point(long atNanos, double perSecond) {}

    /**
     * Checks the order.
     *
     * @param points {@link #points()}
     * @throws IllegalArgumentException if a point is not later than the one before
     */
    public Ramp {
      points = List.copyOf(points);
      for (int i = 1; i < points.size(); i++) {
        if (points.get(i).atNanos() <= points.get(i - 1).atNanos()) {
          throw new IllegalArgumentException(
              "point " + (i + 1) + " of a ramp must be later than the one before");
        }
      }
    }

    @Override
    public ArrivalTimes at(int client, int clients, RandomStream random) {
      return new Thinned(points, clients, random);
    }
  }

  /**
   * Users who wait for each answer, think, and call again.
   *
   * @param users of all clients together; with fewer users than clients some have none
   * @param think how long, in nanoseconds; at least a microsecond
   */
  record ClosedLoop(int users, Distribution think) implements Arrivals {

    /** So that users who do not think, and are refused at once, cannot stop the clock. */
    private static final long LEAST_THINK_NANOS = 1000;

    /**
     * Checks that there is somebody.
     *
     * @param users {@link #users()}
     * @param think {@link #think()}
     * @throws IllegalArgumentException if there are no users
     */
    public ClosedLoop {
      if (users < 1) {
        throw new IllegalArgumentException("there are " + users + " users; at least 1 is needed");
      }
    }

    @Override
    public ArrivalTimes at(int client, int clients, RandomStream random) {
      return now -> now + Math.max(LEAST_THINK_NANOS, (long) think.sample(random));
    }

    /** How many users a client has. */
    int usersAt(int client, int clients) {
      return users / clients + (client < users % clients ? 1 : 0);
    }
  }

  /**
   * Calls at recorded times, dealt out to the clients in turn.
   *
   * @param timesNanos since the start, ascending
   */
  record Trace(List<Long> timesNanos) implements Arrivals {
    @Override
    public ArrivalTimes at(int client, int clients, RandomStream random) {
      int[] next = {client};
      return now -> {
        int index = next[0];
        next[0] += clients;
        return index < timesNanos.size() ? timesNanos.get(index) : ArrivalTimes.NONE;
      };
    }
  }
}

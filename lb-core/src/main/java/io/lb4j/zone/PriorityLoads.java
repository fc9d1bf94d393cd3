package io.lb4j.zone;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What part of the traffic each priority gets, in whole percents that add up to 100, or are all 0
 * when nobody can serve. Immutable.
 *
 * <p>The availability of a priority is the share of its endpoints that can serve, times the
 * overprovisioning, 100 % at most; healthy and degraded ones are counted apart. Loads are given out
 * in the order of priority, each priority as much as it is available: first to healthy endpoints,
 * then to degraded ones, until 100 % are given. When all availabilities add up to less, each is
 * divided by their sum, so that everything is given all the same. All divisions round down; what
 * that leaves goes to the first priority that can serve.
 *
 * <p>Source: Envoy's priority levels and degraded endpoints.
 */
public final class PriorityLoads {

  private static final int ALL = 100;

  private final int availability;
  private final int[] healthy;
  private final int[] degraded;

  private PriorityLoads(int availability, int[] healthy, int[] degraded) {
    this.availability = availability;
    this.healthy = healthy;
    this.degraded = degraded;
  }

  /**
   * Divides the traffic by who can serve.
   *
   * @param priorities the health of each priority, the first one first
   * @param policy how much a priority can carry
   * @return a load for each, in the same order
   */
  public static PriorityLoads of(List<PriorityHealth> priorities, PriorityPolicy policy) {
    int[] healthy = availabilities(priorities, policy, PriorityHealth::healthy);
    int[] degraded = availabilities(priorities, policy, PriorityHealth::degraded);
    long sum = Arrays.stream(healthy).asLongStream().sum();
    sum += Arrays.stream(degraded).asLongStream().sum();
    int availability = (int) Math.min(ALL, sum);
    if (availability > 0) {
      boolean anyHealthy = Arrays.stream(healthy).anyMatch(percent -> percent > 0);
      int first = firstAbove0(anyHealthy ? healthy : degraded);
      int left = giveOut(ALL, healthy, availability);
      left = giveOut(left, degraded, availability);
      (anyHealthy ? healthy : degraded)[first] += left;
    }
    return new PriorityLoads(availability, healthy, degraded);
  }

  /**
   * Divides the traffic by how many endpoints there are, for when too few can serve in every
   * priority and health tells nothing.
   *
   * @param sizes the endpoints of each priority, the first one first; not negative
   * @return a load for each, in the same order; without degraded parts
   */
  public static PriorityLoads bySize(int... sizes) {
    long sum = Arrays.stream(sizes).asLongStream().sum();
    int[] loads = new int[sizes.length];
    if (sum > 0) {
      int left = ALL;
      for (int i = 0; i < sizes.length; i++) {
        loads[i] = (int) (ALL * (long) sizes[i] / sum);
        left -= loads[i];
      }
      loads[firstAbove0(sizes)] += left;
    }
    return new PriorityLoads(sum > 0 ? ALL : 0, loads, new int[sizes.length]);
  }

  private static int[] availabilities(
      List<PriorityHealth> priorities, PriorityPolicy policy, ToIntFunction<PriorityHealth> count) {
    long percent = policy.overprovisioningPercent();
    return priorities.stream()
        .mapToInt(
            health ->
                health.total() == 0
                    ? 0
                    : (int) Math.min(ALL, percent * count.applyAsInt(health) / health.total()))
        .toArray();
  }

  /** Turns availabilities into loads; returns what is left of the traffic. */
  private static int giveOut(int traffic, int[] percents, int availability) {
    int left = traffic;
    for (int i = 0; i < percents.length; i++) {
      percents[i] = Math.min(left, percents[i] * ALL / availability);
      left -= percents[i];
    }
    return left;
  }

  private static int firstAbove0(int[] numbers) {
    int first = 0;
    while (numbers[first] == 0) {
      first++;
    }
    return first;
  }

  /**
   * Tells whether all priorities together can carry all of the traffic, by the overprovisioning.
   *
   * @return false if their availabilities add up to less than 100 %
   */
  public boolean isEnough() {
    return availability == ALL;
  }

  /**
   * Tells whether nobody can serve, or so few that their percentage is 0.
   *
   * @return true if all loads are 0
   */
  public boolean isNone() {
    return availability == 0;
  }

  /**
   * Returns the load of a priority.
   *
   * @param index its place in the list
   * @return 0 to 100
   */
  public int percent(int index) {
    return healthy[index] + degraded[index];
  }

  /**
   * Returns the load of a priority's degraded endpoints.
   *
   * @param index its place in the list
   * @return the part of {@link #percent} that is theirs, 0 to 100
   */
  public int degradedPercent(int index) {
    return degraded[index];
  }
}

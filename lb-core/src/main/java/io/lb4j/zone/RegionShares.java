package io.lb4j.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What part of the traffic each region has, from one step to the next. Immutable: each change makes
 * a new one, so that hours of it can be replayed.
 */
public final class RegionShares {

  // Below this two shares are the same.
  private static final double EPSILON = 1e-9;

  private final RegionPolicy policy;
  // By region; adds up to 1, or is empty before the first division.
  private final Map<String, Double> shares;

  private RegionShares(RegionPolicy policy, Map<String, Double> shares) {
    this.policy = policy;
    this.shares = shares;
  }

  /**
   * A region that takes part in a division.
   *
   * @param health of its endpoints
   * @param observed what was seen of it
   */
  public record Region(LocalityHealth health, ObservedRegion observed) {}

  /**
   * Begins without any shares: the first division gives each region what it can carry, the best
   * first.
   *
   * @param policy what goes for all that follows
   * @return shares of nobody
   */
  public static RegionShares none(RegionPolicy policy) {
    return new RegionShares(policy, Map.of());
  }

  /**
   * Tells whether nobody was ever able to serve.
   *
   * @return true before the first division
   */
  public boolean isNone() {
    return shares.isEmpty();
  }

  /**
   * Takes from regions what they can carry no more, and gives it to the best that can.
   *
   * @param regions all that have endpoints
   * @return what they have now; unchanged if nobody can serve
   */
  public RegionShares carried(List<Region> regions) {
    List<Region> byScore = inOrder(regions);
    Map<String, Double> room = room(byScore);
    if (room.isEmpty()) {
      return this;
    }
    Map<String, Double> next = new HashMap<>();
    double left = 1;
    for (Region region : byScore) {
      String name = region.health().name();
      double kept = Math.min(shares.getOrDefault(name, 0.0), room.getOrDefault(name, 0.0));
      next.put(name, kept);
      left -= kept;
    }
    fill(next, left, byScore, room);
    return new RegionShares(policy, next);
  }

  /**
   * Moves up to one step from regions with worse scores to those with better ones that can carry
   * more.
   *
   * @param regions all that have endpoints
   * @return what they have then; this itself if nothing is to move
   */
  public RegionShares stepped(List<Region> regions) {
    List<Region> byScore = inOrder(regions);
    Map<String, Double> room = room(byScore);
    if (room.isEmpty()) {
      return this;
    }
    Map<String, Double> next = new HashMap<>(shares);
    double left = policy.step();
    for (int to = 0; to < byScore.size(); to++) {
      Region better = byScore.get(to);
      for (int from = byScore.size() - 1; from > to && left > EPSILON; from--) {
        Region worse = byScore.get(from);
        if (isWorthwhile(worse, better)) {
          String giver = worse.health().name();
          String taker = better.health().name();
          double had = next.getOrDefault(giver, 0.0);
          double has = next.getOrDefault(taker, 0.0);
          double moved = Math.min(left, Math.min(had, room.getOrDefault(taker, 0.0) - has));
          if (moved > EPSILON) {
            next.put(giver, had - moved);
            next.put(taker, has + moved);
            left -= moved;
          }
        }
      }
    }
    return left == policy.step() ? this : new RegionShares(policy, next);
  }

  /**
   * Returns the shares in a form to pick by.
   *
   * @param regions all that have endpoints
   * @return a part for each, in the same order
   */
  public LocalityShares parts(List<Region> regions) {
    return LocalityShares.inProportion(
        regions.stream().mapToDouble(region -> of(region.health().name())).toArray());
  }

  /**
   * Returns what a region has.
   *
   * @param region its name
   * @return 0 to 1
   */
  public double of(String region) {
    return shares.getOrDefault(region, 0.0);
  }

  /**
   * Orders regions as traffic prefers them.
   *
   * @param regions all that have endpoints
   * @return a copy, the best first
   */
  public List<Region> inOrder(List<Region> regions) {
    List<Region> ordered = new ArrayList<>(regions);
    ordered.sort(
        Comparator.<Region>comparingInt(region -> Double.isNaN(score(region)) ? 1 : 0)
            .thenComparingDouble(this::score)
            .thenComparingInt(region -> region.health().name().equals(policy.home()) ? 0 : 1)
            .thenComparingDouble(region -> policy.score().withoutLatency(region.observed()))
            .thenComparing(region -> region.health().name()));
    return ordered;
  }

  private double score(Region region) {
    return policy.scoreOf(region.observed());
  }

  /** Whether it is better by enough, or of the worse one nothing is known. */
  private boolean isWorthwhile(Region worse, Region better) {
    double from = score(worse);
    double to = score(better);
    return Double.isNaN(from) ? !Double.isNaN(to) : from > to * (1 + policy.hysteresis());
  }

  /** What each region can carry; scaled up if that is less than all; empty if it is nothing. */
  private Map<String, Double> room(List<Region> regions) {
    Map<String, Double> room = new HashMap<>();
    double sum = 0;
    for (Region region : regions) {
      double carries = policy.availability(region.health());
      room.put(region.health().name(), carries);
      sum += carries;
    }
    if (sum == 0) {
      return Map.of();
    }
    double scale = Math.min(1, sum);
    room.replaceAll((name, carries) -> carries / scale);
    return room;
  }

  private static void fill(
      Map<String, Double> shares, double traffic, List<Region> byScore, Map<String, Double> room) {
    double left = traffic;
    for (Region region : byScore) {
      String name = region.health().name();
      double has = shares.getOrDefault(name, 0.0);
      double given = Math.min(left, room.getOrDefault(name, 0.0) - has);
      if (given > 0) {
        shares.put(name, has + given);
        left -= given;
      }
    }
  }

  @Override
  public String toString() {
    return shares.toString();
  }
}

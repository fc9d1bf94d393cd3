package io.lb4j;

import io.lb4j.zone.LocalityHealth;
import io.lb4j.zone.LocalityShares;
import io.lb4j.zone.RegionPolicy;
import io.lb4j.zone.RegionShares;
import io.lb4j.zone.RegionShares.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the traffic of one priority stands between regions: it leaves those that fail with the table
 * that says so, and moves on by one step per interval. Guarded by the control loop's lock.
 */
final class RegionTraffic {

  private final RegionScores scores;
  private final long intervalNanos;
  private RegionShares shares;
  private List<LocalityHealth> healths = List.of();
  private long dueAtNanos;

  RegionTraffic(RegionPolicy policy, RegionScores scores, long nowNanos) {
    this.scores = scores;
    this.intervalNanos = policy.interval().toNanos();
    this.shares = RegionShares.none(policy);
    this.dueAtNanos = nowNanos + intervalNanos;
  }

  /** Whether an interval is over and traffic should move. */
  boolean isOutdated(long nowNanos) {
    if (dueAtNanos - nowNanos > 0) {
      return false;
    }
    List<Region> regions = regions();
    if (shares.stepped(regions) != shares) {
      return true;
    }
    dueAtNanos = nowNanos + intervalNanos;
    return false;
  }

  /** Divides by who can carry what now; null if nobody can carry anything. */
  @Nullable LocalityShares carry(List<LocalityHealth> now, long nowNanos) {
    healths = now;
    List<Region> regions = regions();
    shares = shares.carried(regions);
    if (dueAtNanos - nowNanos <= 0) {
      shares = shares.stepped(regions);
      dueAtNanos = nowNanos + intervalNanos;
    }
    return shares.isNone() ? null : shares.parts(regions);
  }

  private List<Region> regions() {
    return healths.stream()
        .map(health -> new Region(health, scores.observed(health.name())))
        .toList();
  }
}

package io.lb4j.snapshot;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.stats.OutcomeCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint at the moment of a {@link BalancerSnapshot}.
 *
 * @param endpoint the endpoint as it was configured last
 * @param state the effective state
 * @param serving whether it is among those the policy picks from now: healthy, or let in because
 *     too few are
 * @param verdicts what is held against it; empty when nothing is
 * @param history the last 16 changes of verdicts, the newest last
 * @param inFlight leases open now
 * @param concurrencyLimit how many leases may be open now: the lower of the configured and the
 *     adaptive limit; {@link Endpoint#UNLIMITED} if it has neither
 * @param selections leases given since the endpoint was first seen
 * @param share this endpoint's part of the selections of all present members, 0 to 1
 * @param expectedShare the part that its weight makes one expect now, of what its priority gets, 0
 *     to 1; 0 while it is ordered out of traffic, or stands by
 * @param recentShare its part of the selections in the last window of {@link
 *     io.lb4j.health.SkewPolicy}, among those that were members throughout; NaN before there is one
 * @param probes leases given to test the endpoint at the end of an ejection
 * @param ejections how often it was ejected
 * @param counts how its leases ended
 * @param load by what the policy ranks it, the smaller the better; NaN if the policy does not rank
 *     or the endpoint is not serving
 * @param slowStartShare the part of its normal traffic that slow start lets through, 0 to 1
 * @param lastCheck what the last active check found; null before the first, or without checks
 */
public record EndpointSnapshot(
    Endpoint<?> endpoint,
    HealthState state,
    boolean serving,
    List<Verdict> verdicts,
    List<HistoryEntry> history,
    int inFlight,
    int concurrencyLimit,
    long selections,
    double share,
    double expectedShare,
    double recentShare,
    long probes,
    long ejections,
    OutcomeCounts counts,
    double load,
    double slowStartShare,
    @Nullable LastCheck lastCheck) {

  /**
   * Returns the endpoint's id.
   *
   * @return the id
   */
  public String id() {
    return endpoint.id();
  }
}

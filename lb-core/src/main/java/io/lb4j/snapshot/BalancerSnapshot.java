package io.lb4j.snapshot;

import io.lb4j.affinity.SessionStats;
import io.lb4j.zone.CapacityAdvice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer knows, at one moment. Counts are read one after the other while traffic goes on.
 *
 * @param name the balancer's name
 * @param policy the policy's name
 * @param takenAt when the snapshot was taken
 * @param endpoints every member, in the order of the last update
 * @param panicking whether too few endpoints can serve in some priority; see {@link
 *     io.lb4j.health.PanicPolicy}
 * @param priorities every priority that has members, the first one first; most balancers have one
 * @param skewed whether traffic has been skewed for some time; see {@link
 *     io.lb4j.health.SkewPolicy}
 * @param deviations the endpoints that were furthest from their due in the last window, ten at most
 * @param closed whether the balancer is closed
 * @param retryTokens how many retries the budget allows now
 * @param updates sets applied since the start
 * @param emptyUpdatesIgnored updates that would have emptied the set, and were ignored
 * @param unreportedLeases leases closed without a report
 * @param repeatedReports reports that came after a lease was judged, and were ignored
 * @param reclaimedLeases leases closed because they were held beyond the lease time limit
 * @param noEndpointFailures selections that found no endpoint; a retry that found no other than
 *     those it avoids is one of them, although its call may still have been answered
 * @param throttled selections that the throttle or the rate limit refused
 * @param throttleProbability with which chance the throttle refuses a request now, 0 to 1
 * @param sessions what the store of sessions has counted; null unless sessions are bound to
 *     endpoints
 * @param source where the endpoints come from, and how fresh they are; null without a source
 * @param subsets those with endpoints; none unless {@linkplain io.lb4j.zone.SubsetPolicy declared}
 * @param offered how many endpoints the last update brought, of which {@code endpoints} are the
 *     part that this client {@linkplain io.lb4j.zone.ClientSubsetting uses}
 * @param capacity how many endpoints the traffic takes; null unless {@linkplain
 *     io.lb4j.zone.CapacityPolicy asked for}, and until there is an answer
 * @param totals what was done since the start, on present and former endpoints
 */
public record BalancerSnapshot(
    String name,
    String policy,
    Instant takenAt,
    List<EndpointSnapshot> endpoints,
    boolean panicking,
    List<PrioritySnapshot> priorities,
    boolean skewed,
    List<ShareDeviation> deviations,
    boolean closed,
    double retryTokens,
    long updates,
    long emptyUpdatesIgnored,
    long unreportedLeases,
    long repeatedReports,
    long reclaimedLeases,
    long noEndpointFailures,
    long throttled,
    double throttleProbability,
    @Nullable SessionStats sessions,
    @Nullable SourceSnapshot source,
    List<SubsetSnapshot> subsets,
    int offered,
    @Nullable CapacityAdvice capacity,
    BalancerTotals totals) {

  /**
   * Finds a member.
   *
   * @param id an endpoint's id
   * @return the member, or empty if there is none of that id
   */
  public Optional<EndpointSnapshot> endpoint(String id) {
    return endpoints.stream().filter(endpoint -> endpoint.id().equals(id)).findFirst();
  }

  /**
   * Returns how many leases are open on all members.
   *
   * @return the sum of their leases in flight
   */
  public int inFlight() {
    return endpoints.stream().mapToInt(EndpointSnapshot::inFlight).sum();
  }
}

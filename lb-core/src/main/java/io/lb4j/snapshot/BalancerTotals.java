package io.lb4j.snapshot;

import io.lb4j.stats.OutcomeCounts;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a balancer has done since it was built, on all endpoints that it ever had: counts that only
 * grow, unlike the sums over a snapshot's members. They are read one after the other while traffic
 * goes on, and do not contain what a lease reports after its endpoint was {@linkplain
 * io.lb4j.BalancerBuilder#rememberRemoved forgotten}.
 *
 * @param selections leases given
 * @param outcomes how they ended
 * @param retries attempts that were made because the one before had failed
 * @param hedges attempts that were made beside a late one
 * @param refusedByBudget retries and hedges that were not made because the budget was used up
 * @param ejections how often endpoints were ejected, by cause; every cause is a key
 */
public record BalancerTotals(
    long selections,
    OutcomeCounts outcomes,
    long retries,
    long hedges,
    long refusedByBudget,
    Map<EjectionCause, Long> ejections) {

  /** Nothing done yet. */
  public static final BalancerTotals NONE =
      new BalancerTotals(0, OutcomeCounts.NONE, 0, 0, 0, Map.of());

  /**
   * Keeps a copy of the ejections, with every cause.
   *
   * @param selections {@link #selections()}
   * @param outcomes {@link #outcomes()}
   * @param retries {@link #retries()}
   * @param hedges {@link #hedges()}
   * @param refusedByBudget {@link #refusedByBudget()}
   * @param ejections those that are not 0, or all
   */
  public BalancerTotals {
    Map<EjectionCause, Long> all = new EnumMap<>(EjectionCause.class);
    for (EjectionCause cause : EjectionCause.values()) {
      all.put(cause, ejections.getOrDefault(cause, 0L));
    }
    ejections = Collections.unmodifiableMap(all);
  }
}

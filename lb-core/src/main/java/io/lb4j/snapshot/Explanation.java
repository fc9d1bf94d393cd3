package io.lb4j.snapshot;

import io.lb4j.health.HealthState;
import java.util.List;
import java.util.Locale;

/**
 * Why a selection would go where it goes: every member, whether it could take the request, and if
 * not, why not. {@link #toString} renders it as a table.
 *
 * @param balancer the balancer's name
 * @param policy the policy's name
 * @param situation what holds for all members, in words
 * @param candidates every member, in the order of the last update
 */
public record Explanation(
    String balancer, String policy, String situation, List<Candidate> candidates) {

  /**
   * One member's chances.
   *
   * @param id the endpoint's id
   * @param state its effective state
   * @param eligible whether it could take the request now
   * @param reason why, or why not
   * @param inFlight leases open now
   * @param weight its configured weight
   * @param load by what the policy ranks it, the smaller the better; NaN if it does not
   */
  public record Candidate(
      String id,
      HealthState state,
      boolean eligible,
      String reason,
      int inFlight,
      double weight,
      double load) {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(balancer).append(" by ").append(policy).append(": ").append(situation);
    for (Candidate c : candidates) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %s %-24s %-9s in flight %-4d weight %-6.3g load %-10s %s",
              c.eligible() ? "+" : "-",
              c.id(),
              c.state(),
              c.inFlight(),
              c.weight(),
              Double.isNaN(c.load()) ? "-" : String.format(Locale.ROOT, "%.4g", c.load()),
              c.reason()));
    }
    return text.toString();
  }
}

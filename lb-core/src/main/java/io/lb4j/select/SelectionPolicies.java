package io.lb4j.select;

/**
 * The policies that come with lb4j. All of them are immutable and may serve any number of
 * balancers; an endpoint of weight 0 gets no traffic from any of them.
 */
public final class SelectionPolicies {

  private SelectionPolicies() {}

  /**
   * One endpoint after the other, from a random start, ignoring weights.
   *
   * <p>Use it when all endpoints and all requests are alike and fairness to the call matters. Not
   * when one endpoint may be slower than the others: it gets the same share all the same.
   *
   * <p>O(1), one atomic increment that all threads share. A change of the set does not restart it.
   *
   * @return the policy
   */
  public static SelectionPolicy roundRobin() {
    return new RoundRobin();
  }

  /**
   * Any endpoint, each with the same chance, ignoring weights.
   *
   * <p>Use it for very many clients with little traffic each, or as a yardstick. Not when evenness
   * over short times matters.
   *
   * <p>O(1), one random draw, no shared writes.
   *
   * @return the policy
   */
  public static SelectionPolicy random() {
    return new UniformRandom();
  }

  /**
   * The less busy of two endpoints drawn by weight, busy meaning leases in flight relative to the
   * weight, with a penalty for failures.
   *
   * <p>Use it when requests differ much in cost and latency says little about load. Not for a few
   * requests in flight in all: with nothing in flight it is a random choice.
   *
   * <p>O(1), one random draw; a change of the set is O(n) when weights differ. Source:
   * Mitzenmacher, "The power of two choices in randomized load balancing".
   *
   * @return the policy
   */
  public static SelectionPolicy powerOfTwoChoices() {
    return new PowerOfTwo("power_of_two_choices", new InFlight());
  }

  /**
   * The default: the better of two endpoints drawn by weight, by their recent latency times what is
   * in flight, with a penalty for failures. Latency rises to a peak at once and is forgotten with a
   * time constant of 10 s, also while an endpoint is idle.
   *
   * <p>Use it unless you know better: it finds slow endpoints within one slow answer. Not when
   * latency is the request's and not the endpoint's, as with long polling: there, use {@link
   * #powerOfTwoChoices()}.
   *
   * <p>O(1), one random draw; learning costs one exponential per report. Source: Finagle's peak
   * EWMA.
   *
   * @return the policy
   */
  public static SelectionPolicy peakEwma() {
    return new PowerOfTwo("peak_ewma", new PeakEwma());
  }
}

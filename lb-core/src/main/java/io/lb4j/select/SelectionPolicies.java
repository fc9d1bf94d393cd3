package io.lb4j.select;

import java.util.Objects;

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

  /**
   * The best of a few endpoints drawn by weight.
   *
   * <p>Use it with 3 or 5 choices when the fleet is large and load is known well; two choices bring
   * most of the gain. Not with stale load information: the more choices, the more clients agree on
   * the same endpoint. {@code powerOfChoices(2, metric)} draws with replacement, unlike {@link
   * #powerOfTwoChoices()}.
   *
   * <p>O(choices), one random draw each. Source: Mitzenmacher; Finagle's combination of a metric
   * and a chooser.
   *
   * @param choices how many endpoints are compared, 1 to 100
   * @param metric by what
   * @return the policy
   * @throws IllegalArgumentException if the number of choices is out of its range
   */
  public static SelectionPolicy powerOfChoices(int choices, LoadMetric metric) {
    return new PowerOfChoices(choices, metric);
  }

  /**
   * The endpoint with the fewest requests in flight; weights decide among equals only.
   *
   * <p>Use it for a few clients with many requests each, and requests that differ much in cost. Not
   * for many clients (each sees only its own requests, and {@link #powerOfTwoChoices()} is as
   * good), nor for large sets.
   *
   * <p>Looks at every endpoint: O(n) per pick, some nanoseconds each.
   *
   * @return the policy
   */
  public static SelectionPolicy leastRequests() {
    return new Least("least_requests", new Requests());
  }

  /**
   * The endpoint with the fewest leases in flight relative to its weight, nginx's and HAProxy's
   * rule.
   *
   * <p>Use it for long-lived connections: sockets, streams, pools. Not for short requests over
   * large sets: {@link #powerOfTwoChoices()} is as good there and O(1).
   *
   * <p>Looks at every endpoint: O(n) per pick, some nanoseconds each. Source: nginx {@code
   * least_conn}, with random rather than cyclic ties.
   *
   * @return the policy
   */
  public static SelectionPolicy leastConnections() {
    return new Least("least_connections", new InFlight());
  }

  /**
   * A random endpoint, drawn by weight ÷ (requests in flight + 1)^bias.
   *
   * <p>Use it where Envoy's weighted least request was used. Bias 1 is Envoy's default; 0 ignores
   * load. Not where weights must be kept under load: the busier the endpoints are, the closer
   * shares come to the square root of the weights (with bias 1).
   *
   * <p>Looks at every endpoint: O(n) per pick, some nanoseconds each. Source: Envoy's {@code
   * active_request_bias}, drawn at random where Envoy keeps a schedule.
   *
   * @param bias how much requests in flight count; finite and not negative
   * @return the policy
   * @throws IllegalArgumentException if the bias is out of its range
   */
  public static SelectionPolicy weightedLeastRequests(double bias) {
    return new WeightedLeastRequests(bias);
  }

  /**
   * The endpoint with the least average latency times what is in flight.
   *
   * <p>Use it for a small set whose members differ in speed for long. Not for many clients, which
   * would agree on the fastest endpoint: {@link #peakEwma()} looks at two only, and notices sooner
   * when an endpoint turns slow.
   *
   * <p>Looks at every endpoint: O(n) per pick. Loads within a quarter of each other count as equal.
   * Source: the idea of nginx's {@code least_time}.
   *
   * @return the policy
   */
  public static SelectionPolicy leastResponseTime() {
    return new Least("least_response_time", new ResponseTime());
  }

  /**
   * The endpoint with the fewest bytes per second relative to its weight, over some ten seconds.
   *
   * <p>Use it for transfers that differ much in size, when callers report sizes ({@code
   * Outcome.withBytes}). Not otherwise: without sizes every request counts as one byte.
   *
   * <p>Looks at every endpoint: O(n) per pick.
   *
   * @return the policy
   */
  public static SelectionPolicy leastBandwidth() {
    return new Least("least_bandwidth", new Bandwidth());
  }

  /**
   * The endpoint with the best C3 score: response time, with the cube of the queue that a request
   * would join.
   *
   * <p>Use it for few replicas (about three) of data that differ in speed from moment to moment.
   * Not for large sets. Servers that report their queue and service time ({@code
   * Outcome.withLoadReport}) are ranked better; others are ranked by what this client sees.
   *
   * <p>Looks at every endpoint: O(n) per pick. Source: Suresh et al., "C3", NSDI 2015.
   *
   * @return the policy
   */
  public static SelectionPolicy c3() {
    return new Least("c3", new C3());
  }

  /**
   * The endpoint that says it would answer soonest, among a few that were probed a moment ago and
   * are not full.
   *
   * <p>Use it for 20 endpoints and more that differ in speed from second to second and can answer
   * probes cheaply. Not below that (two choices are as good), nor without cooperation of the
   * servers.
   *
   * <p>O(16) per pick; three probes per request are sent on the balancer's callback threads. An
   * answer lives a second and a few uses. Endpoints that fail are not believed. When fewer than two
   * answers are at hand: {@link #powerOfTwoChoices()}. Source: Wydrowski et al., "Prequal", NSDI
   * 2024.
   *
   * @param probe asks an endpoint for its load
   * @return the policy
   */
  public static SelectionPolicy prequal(LoadProbe probe) {
    return new Prequal(Objects.requireNonNull(probe, "probe"));
  }
}

package io.lb4j.simulator.policy;

import io.lb4j.select.LoadMetric;
import io.lb4j.select.LoadMetrics;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.notation.Term;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Makes policies from terms: {@code peak_ewma}, {@code power_of_choices(3, in_flight)}. */
public final class PolicyCatalog {

  private static final Map<String, BiFunction<Term, PolicyWorld, SelectionPolicy>> POLICIES =
      new TreeMap<>();

  private static final String METRICS =
      "in_flight, peak_ewma, response_time, bandwidth, c3 or board(refreshed every, e.g. 1s)";

  static {
    plain("round_robin", SelectionPolicies::roundRobin);
    plain("smooth_weighted_round_robin", SelectionPolicies::smoothWeightedRoundRobin);
    plain("earliest_deadline_first", SelectionPolicies::earliestDeadlineFirst);
    plain("static_stride", SelectionPolicies::staticStride);
    plain("first_available", SelectionPolicies::firstAvailable);
    plain("pin_until_error", SelectionPolicies::pinUntilError);
    plain("random", SelectionPolicies::random);
    plain("weighted_random", SelectionPolicies::weightedRandom);
    plain("least_requests", SelectionPolicies::leastRequests);
    plain("least_connections", SelectionPolicies::leastConnections);
    plain("power_of_two_choices", SelectionPolicies::powerOfTwoChoices);
    plain("peak_ewma", SelectionPolicies::peakEwma);
    plain("least_response_time", SelectionPolicies::leastResponseTime);
    plain("least_bandwidth", SelectionPolicies::leastBandwidth);
    plain("c3", SelectionPolicies::c3);
    plain("reported_load", SelectionPolicies::reportedLoad);
    plain("nginx_consistent_hash", SelectionPolicies::nginxConsistentHash);
    plain("libmemcached_ketama", SelectionPolicies::libmemcachedKetama);
    plain("rendezvous_hash", SelectionPolicies::rendezvousHash);
    plain("jump_hash", SelectionPolicies::jumpHash);
    plain("modulo_hash", SelectionPolicies::moduloHash);
    POLICIES.put(
        "weighted_least_requests",
        (term, world) ->
            SelectionPolicies.weightedLeastRequests(
                term.with("weighted_least_requests(bias)", 0, 1).arguments().isEmpty()
                    ? 1
                    : Quantity.number(term.argument(0, "the bias").text())));
    POLICIES.put(
        "maglev",
        (term, world) ->
            term.with("maglev, or maglev(table size)", 0, 1).arguments().isEmpty()
                ? SelectionPolicies.maglev()
                : SelectionPolicies.maglev(wholeNumber(term, 0)));
    POLICIES.put(
        "ring_hash",
        (term, world) -> {
          term.with("ring_hash, or ring_hash(least size, largest size)", 0, 2);
          return term.arguments().isEmpty()
              ? SelectionPolicies.ringHash()
              : SelectionPolicies.ringHash(wholeNumber(term, 0), wholeNumber(term, 1));
        });
    POLICIES.put(
        "power_of_choices",
        (term, world) -> {
          term.with("power_of_choices(3, in_flight)", 2, 2);
          return SelectionPolicies.powerOfChoices(
              wholeNumber(term, 0), metric(term.argument(1, "the metric"), world));
        });
    POLICIES.put(
        "least",
        (term, world) ->
            new GlobalMinimum(
                metric(term.with("least(board(1s))", 1, 1).argument(0, "the metric"), world)));
    POLICIES.put(
        "prequal",
        (term, world) -> {
          term.with("prequal", 0, 0);
          return SelectionPolicies.prequal(new ServerProbe(world));
        });
    POLICIES.put(
        "naive",
        (term, world) ->
            new Naive(make(term.with("naive(peak_ewma)", 1, 1).argument(0, "the policy"), world)));
    POLICIES.put(
        "bounded_load",
        (term, world) -> {
          term.with("bounded_load(maglev, 1.25)", 2, 2);
          return SelectionPolicies.boundedLoad(
              make(term.argument(0, "the policy"), world),
              Quantity.number(term.argument(1, "the factor").text()));
        });
  }

  private PolicyCatalog() {}

  private static void plain(String name, Supplier<SelectionPolicy> policy) {
    POLICIES.put(
        name,
        (term, world) -> {
          term.with(name + " without parentheses", 0, 0);
          return policy.get();
        });
  }

  private static int wholeNumber(Term term, int index) {
    return Quantity.wholeNumber(term.argument(index, "a whole number").text());
  }

  /**
   * Returns the names.
   *
   * @return in alphabetical order
   */
  public static Set<String> names() {
    return POLICIES.keySet();
  }

  /**
   * Makes a policy for a run.
   *
   * @param term its name and arguments
   * @param world the run
   * @return a new policy
   * @throws IllegalArgumentException if there is none of that name, or the arguments do not fit
   */
  public static SelectionPolicy make(Term term, PolicyWorld world) {
    BiFunction<Term, PolicyWorld, SelectionPolicy> policy = POLICIES.get(term.name());
    if (policy == null) {
      throw new IllegalArgumentException(
          "there is no policy \""
              + term.name()
              + "\"; "
              + Suggestion.forUnknown(term.name(), POLICIES.keySet()));
    }
    return policy.apply(term, world);
  }

  private static LoadMetric metric(Term term, PolicyWorld world) {
    boolean board = term.name().equals("board");
    int arguments = board ? 1 : 0;
    term.with("a metric: " + METRICS, arguments, arguments);
    return switch (term.name()) {
      case "in_flight" -> LoadMetrics.inFlight();
      case "peak_ewma" -> LoadMetrics.peakEwma();
      case "response_time" -> LoadMetrics.responseTime();
      case "bandwidth" -> LoadMetrics.bandwidth();
      case "c3" -> LoadMetrics.c3();
      case "board" ->
          new Board(
              world.time(),
              world.servers(),
              Quantity.durationNanos(term.argument(0, "how often it is refreshed").text()));
      default ->
          throw new IllegalArgumentException(
              "there is no metric \"" + term.name() + "\"; write " + METRICS);
    };
  }
}

package io.lb4j.select;

import io.lb4j.hash.JumpPlacement;
import io.lb4j.hash.LibmemcachedKetama;
import io.lb4j.hash.MaglevPlacement;
import io.lb4j.hash.ModuloPlacement;
import io.lb4j.hash.NginxIpHash;
import io.lb4j.hash.NginxKetama;
import io.lb4j.hash.RendezvousPlacement;
import io.lb4j.hash.RingPlacement;
import java.util.Objects;

/**
 * The policies that come with lb4j. All of them are immutable and may serve any number of
 * balancers; an endpoint of weight 0 gets no traffic from any of them.
 */
public final class SelectionPolicies {

  /**
   * The metadata name under which an endpoint can carry another name for the hashing policies than
   * its id, for instance the address under which another system knows it. Envoy and gRPC read the
   * same name. Endpoints that share a hash key share one place; the one with the smallest id serves
   * it.
   */
  public static final String HASH_KEY_METADATA = "hash_key";

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
   * good).
   *
   * <p>O(n / 32) per pick, 0.2 µs for 1 000 endpoints and 0.6 for 10 000; O(n), about 3 ns each,
   * while an endpoint starts slowly or has a limit and for requests that rule some out. Changes of
   * load show at once, a success's at its close; what races between threads leave behind is mended
   * within 100 ms.
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
   * <p>Use it for long-lived connections: sockets, streams, pools. Not for short requests of many
   * clients: {@link #powerOfTwoChoices()} is as good there and O(1).
   *
   * <p>Costs as much as {@link #leastRequests()}. Source: nginx {@code least_conn}, with random
   * rather than cyclic ties.
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
   * <p>Looks at every endpoint: O(n) per pick, about 2 ns each. Source: Envoy's {@code
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
   * <p>Looks at every endpoint: O(n) per pick, about 1 ns each. Loads within a quarter of each
   * other count as equal. Source: the idea of nginx's {@code least_time}.
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
   * <p>Costs as much as {@link #leastRequests()}.
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
   * <p>Looks at every endpoint: O(n) per pick, about 1 ns each. Source: Suresh et al., "C3", NSDI
   * 2015.
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
   * @param probe asks an endpoint for its load; by HTTP, lb-okhttp's {@code HttpLoadProbe}
   * @return the policy
   */
  public static SelectionPolicy prequal(LoadProbe probe) {
    return new Prequal(Objects.requireNonNull(probe, "probe"));
  }

  /**
   * A ring of points, placed as Envoy and gRPC do by default: 1 024 points or more.
   *
   * @return the policy, as {@link #ringHash(int, int)} with Envoy's bounds
   */
  public static SelectionPolicy ringHash() {
    return ringHash(1024, RingPlacement.LARGEST_SIZE);
  }

  /**
   * A ring of points by XXH64, placed as Envoy's and gRPC's {@code ring_hash} do. Equal keys go to
   * the same endpoint; a request without a key goes to any, by weight.
   *
   * <p>Use it next to Envoy or gRPC clients with the same bounds. Not otherwise: {@link #maglev()}
   * is more even, and moves fewer keys: when one of ten endpoints goes, a ring moves 15 to 17 % of
   * them. Shares are even to 1/√v for v points per endpoint, so raise the smallest size for many
   * endpoints. Ignores slow start, which would move keys at every tick.
   *
   * <p>O(1) and no allocation per pick; 16 to 20 bytes per point, of which weights that are far
   * apart take up to the largest size. A change of the set filters and merges the ring it has,
   * linear in the points; without a change in keys and weights it costs a comparison. Source:
   * {@link RingPlacement}.
   *
   * @param minSize the fewest points; Envoy and gRPC 1 024
   * @param maxSize the most points, at most 8 388 608; Envoy 8 388 608, gRPC 4 096
   * @return the policy
   * @throws IllegalArgumentException if the bounds are not ascending from 1 to 8 388 608
   */
  public static SelectionPolicy ringHash(int minSize, int maxSize) {
    return HashPlacements.ring(minSize, maxSize);
  }

  /**
   * A look-up table of 65 537 slots, placed as Envoy does by default.
   *
   * @return the policy, as {@link #maglev(int)} with Envoy's size
   */
  public static SelectionPolicy maglev() {
    return maglev(MaglevPlacement.USUAL_SIZE);
  }

  /**
   * A look-up table by XXH64, placed as Envoy's {@code maglev} does. Equal keys go to the same
   * endpoint; a request without a key goes to any, by weight.
   *
   * <p>The hashing policy to use unless another system must agree: shares are even to one slot, and
   * little more than 1/n of the keys moves when one of n endpoints goes. Not for more endpoints
   * than a hundredth of the slots. Ignores slow start, which would move keys at every tick.
   *
   * <p>O(1) and no allocation per pick; 4 bytes per slot. A change of the set fills the table anew,
   * some milliseconds for the usual size. Source: {@link MaglevPlacement}.
   *
   * @param tableSize the number of slots: prime, at most 5 000 011
   * @return the policy
   * @throws IllegalArgumentException if the size is not prime or too large
   */
  public static SelectionPolicy maglev(int tableSize) {
    return HashPlacements.maglev(tableSize);
  }

  /**
   * A circle of points by CRC-32, placed as nginx's {@code hash $key consistent} does, and
   * Cache::Memcached::Fast with 160 points. Equal keys go to the same endpoint; a request without a
   * key, or with an empty one, goes to any, by weight.
   *
   * <p>Use it next to nginx, with hash keys that read like its {@code server} directives. Not
   * otherwise: {@link #maglev()} is more even and smaller. Weights must be whole numbers, 52 428 in
   * all; the balancer refuses endpoints with others. Needs the key's text. Ignores slow start.
   *
   * <p>O(1) after the CRC of the key and no allocation per pick; about 3 kB per unit of weight. A
   * change of the set computes all points anew. Source: {@link NginxKetama}.
   *
   * @return the policy
   */
  public static SelectionPolicy nginxConsistentHash() {
    return HashPlacements.nginxConsistent();
  }

  /**
   * A circle of points by MD5, placed as libmemcached's weighted ketama does. Equal keys go to the
   * same endpoint; a request without a key goes to any, by weight.
   *
   * <p>Use it to share memcached servers with libmemcached clients. Not otherwise: an MD5 per pick
   * costs more than everything else. An endpoint lighter than a fortieth of the average gets no
   * keys. Needs the key's text. Ignores slow start.
   *
   * <p>O(1) after the MD5 of the key, and no allocation per pick for ASCII keys; about 3 kB per
   * endpoint. A change of the set computes all points anew. Source: {@link LibmemcachedKetama}.
   *
   * @return the policy
   */
  public static SelectionPolicy libmemcachedKetama() {
    return HashPlacements.libmemcachedKetama();
  }

  /**
   * The endpoint with the highest score drawn from key and endpoint, by weight; full and avoided
   * endpoints are passed over at once. Equal keys go to the same endpoint; a request without a key
   * goes to any, by weight.
   *
   * <p>Use it where not one key more than necessary may move, also when weights change. Not for
   * thousands of endpoints. Ignores slow start, which would move keys at every tick.
   *
   * <p>O(n) per pick, about 1 ns per endpoint, and no allocation; 8 to 16 bytes per endpoint; a
   * change of the set hashes each name. Source: {@link RendezvousPlacement}.
   *
   * @return the policy
   */
  public static SelectionPolicy rendezvousHash() {
    return HashPlacements.rendezvous();
  }

  /**
   * Jump consistent hashing over the endpoints in the order of the last update, ignoring weights.
   * Equal keys go to the same endpoint; a request without a key goes to any, by weight. An endpoint
   * that is ejected, drained or disabled keeps its number, and its keys are spread over the others
   * until it is back.
   *
   * <p>Use it for numbered shards to which new ones are only ever appended. Not where discovery
   * removes endpoints: those behind a gap move up, and most keys move with them. Ignores slow
   * start.
   *
   * <p>O(log n) and no allocation per pick; no memory; nothing to build. Source: {@link
   * JumpPlacement}.
   *
   * @return the policy
   */
  public static SelectionPolicy jumpHash() {
    return HashPlacements.jump();
  }

  /**
   * The remainder of the key's hash by the sum of the weights, counted off over the endpoints in
   * the order of the last update. Equal keys go to the same endpoint; a request without a key goes
   * to any, by weight. While an endpoint is ejected, drained or disabled only its own keys move.
   *
   * <p>Use it where keys only need to stay put for a moment. Not for caches or sessions: nearly all
   * keys move when discovery adds or removes an endpoint. Weights must be whole numbers; the
   * balancer refuses endpoints with others. Ignores slow start.
   *
   * <p>O(1) with equal weights, else O(log n), and no allocation per pick; a change of the set is
   * O(n). Source: {@link ModuloPlacement}.
   *
   * @return the policy
   */
  public static SelectionPolicy moduloHash() {
    return HashPlacements.modulo();
  }

  /**
   * nginx's {@code ip_hash}: the key is the client's address, and clients of one IPv4 /24 network
   * stay together. A request without a key goes to any endpoint, by weight; a key that is no
   * address is refused with an {@link UnsuitableContextException}, and never resolved.
   *
   * <p>Use it next to nginx, with endpoints in the order of its configuration. Not otherwise: one
   * large network is one key, and nearly all keys move when discovery adds or removes an endpoint.
   * One that is ejected, drained or disabled is still counted, and its clients hash on, as those of
   * a server that nginx finds failed or marked {@code down}. Weights must be whole numbers, as for
   * {@link #moduloHash()}. Ignores slow start.
   *
   * <p>O(1) with equal weights, else O(log n), and no allocation per pick; a change of the set is
   * O(n). Source: {@link NginxIpHash}.
   *
   * @return the policy
   */
  public static SelectionPolicy ipHash() {
    return HashPlacements.ipHash();
  }

  /**
   * Another policy's choice, unless that endpoint already carries {@code factor} times its share of
   * the requests in flight; then that policy's next choice, and so on.
   *
   * <p>Use it with a hashing policy where single keys may become hot: a hot key spreads over as
   * many endpoints as it needs. Not where one key must never be on two endpoints. The lower the
   * factor, the evener the load and the more keys move under load. Slow requests in flight count
   * like fast ones.
   *
   * <p>Costs one count of all requests in flight, which the balancer otherwise does not keep (some
   * nanoseconds per lease), and one look at each endpoint it passes over; when the first 16 choices
   * are full, a scan, O(n). No allocation. Source: Mirrokni, Thorup and Zadimoghaddam, "Consistent
   * hashing with bounded loads".
   *
   * @param policy makes the first choices, usually a hashing policy
   * @param factor at least 1; Google and Envoy suggest 1.25
   * @return the policy
   * @throws IllegalArgumentException if the factor is below 1 or not finite
   */
  public static SelectionPolicy boundedLoad(SelectionPolicy policy, double factor) {
    return new BoundedLoad(policy, factor);
  }

  /**
   * nginx's smooth weighted round robin: turns in proportion to the weights, those of the heavy
   * ones spread between the light ones. Weights 5, 1 and 1 give {@code a a b a c a a}, over and
   * over, from a random start.
   *
   * <p>Use it when endpoints differ in size, requests are alike, and shares must be exact. Not when
   * an endpoint may become slower than its weight says: it gets its share all the same; and not
   * with very many clients that send a few requests each, which would all have to start a cycle for
   * its shares to show: there, use {@link #weightedRandom()}.
   *
   * <p>O(1), one atomic increment that all threads share. The cycle is computed ahead when weights
   * change: up to 65 536 turns as a table of 2 bytes each, which is entered anywhere; a longer
   * cycle in blocks of 1024 to 4096 turns, which the threads that pick compute at O(log c) a turn
   * for c different weights, and which cost some 4 bytes of garbage a pick (100 with 10 000
   * different weights). It is entered where all are closest to their due. A change that leaves the
   * weights as they are costs nothing and goes on where the cycle stood.
   *
   * <p>Whole and decimal weights are exact up to a ratio of 2^31; beyond, weights are rounded to
   * multiples of the largest divided by 2^31. Source: nginx, {@code ngx_http_upstream_round_robin}.
   *
   * @return the policy
   */
  public static SelectionPolicy smoothWeightedRoundRobin() {
    return new WeightedTurns("smooth_weighted_round_robin", SmoothOrder::new);
  }

  /**
   * Envoy's weighted round robin: an endpoint's k-th turn is due at k / weight, and turns are taken
   * in the order in which they are due. Weights 1 and 2 give {@code 1 0 1}, weights 1 and 4 {@code
   * 1 1 1 0 1}, over and over, from a random start.
   *
   * <p>Use it instead of {@link #smoothWeightedRoundRobin()} when traffic should move through its
   * endpoints as Envoy's does. Both keep exact shares; this one begins with the heavy ones and
   * gives the light ones their turns late in the cycle, and all at once if they are alike. Not when
   * an endpoint may become slower than its weight says.
   *
   * <p>Cost, memory and precision as for {@link #smoothWeightedRoundRobin()}; a long cycle is
   * entered anywhere, too. Ties are decided exactly, where the rounding of Envoy's deadlines
   * decides some of them otherwise from one cycle to the next. Source: Envoy, {@code EdfScheduler}.
   *
   * @return the policy
   */
  public static SelectionPolicy earliestDeadlineFirst() {
    return new WeightedTurns("earliest_deadline_first", DeadlineOrder::new);
  }

  /**
   * gRPC's static stride: round robin in which an endpoint sits out rounds in proportion to what
   * its weight lacks to the largest.
   *
   * <p>Use it for weights that change all the time, or that differ for each of thousands of
   * endpoints: nothing is computed ahead. Not for weights more than ten times above, or below a
   * tenth of the mean: they are clamped to that; and not when shares must be exact over short
   * times.
   *
   * <p>O(max / mean) atomic increments, which the clamp bounds to 10 on average; 2 bytes per
   * endpoint; a change of the set is one pass over the weights. Source: gRFC A58.
   *
   * @return the policy
   */
  public static SelectionPolicy staticStride() {
    return new StaticStrideTurns();
  }

  /**
   * HAProxy's {@code first}: the first endpoint in configuration order that is below its {@link
   * io.lb4j.endpoint.Endpoint#maxConcurrency() maximum of concurrent requests}, ignoring weights.
   *
   * <p>Use it to keep as few endpoints busy as possible, so that the others can be switched off.
   * Not without limits: the first endpoint would get everything; and not when many clients share
   * the endpoints, since each knows its own requests only.
   *
   * <p>O(n), n the endpoints that are full before one is not; no memory; a change of the set costs
   * nothing. Source: HAProxy, {@code balance first}.
   *
   * @return the policy
   */
  public static SelectionPolicy firstAvailable() {
    return new FirstAvailable();
  }

  /**
   * One endpoint for everything, drawn by weight, until it fails or takes no traffic any more; then
   * the next in configuration order. Any outcome that counts against the endpoint is a failure,
   * rejections included. An endpoint that comes back is not returned to.
   *
   * <p>Use it for replicas that answer alike but not in step, so that a client should stay with one
   * of them, or where connections are dear. Not to spread the load of one client: there is none;
   * and not for endpoints that fail now and then as a matter of course, since every failure moves
   * all traffic. When an endpoint of many clients goes down they all move to its neighbour.
   *
   * <p>O(1), two reads and no writes; a request that the pinned endpoint may not take goes to the
   * next that may, O(n), and moves nothing. 16 bytes per endpoint; a change of the set is O(n).
   *
   * @return the policy
   */
  public static SelectionPolicy pinUntilError() {
    return new PinUntilError();
  }

  /**
   * Any endpoint, with a chance in proportion to its weight.
   *
   * <p>Use it for very many clients with little traffic each, whose sum is what counts: they never
   * fall into step. Not when evenness over short times matters.
   *
   * <p>O(1), one random draw, no shared writes; 12 bytes per endpoint; a change of the set is O(n).
   * Source: Vose, "A linear algorithm for generating random numbers with a given distribution",
   * 1991.
   *
   * @return the policy
   */
  public static SelectionPolicy weightedRandom() {
    return new WeightedRandom();
  }

  /**
   * Client-side weighted round robin: turns in proportion to what endpoints report they could
   * serve, {@code requests/s ÷ (utilization + errors/s ÷ requests/s)}, as {@linkplain
   * io.lb4j.request.Outcome#withLoadReport load reports} of outcomes tell. Failures that this
   * client sees count against an endpoint whatever it reports.
   *
   * <p>Use it when endpoints send load reports and differ in what they can serve, or are shared
   * with other clients. Not when few of them report, or when load changes within seconds: weights
   * are renewed once a second from reports that are older still. There, use {@link #peakEwma()}.
   *
   * <p>Over OkHttp, lb-okhttp reads the reports from the response header {@code
   * endpoint-load-metrics}; with other clients, add them to the outcomes.
   *
   * <p>An endpoint counts as average until it has reported for 10 s, and again when its last report
   * is 3 minutes old. Until two endpoints count, turns go by configured weight, which is ignored
   * afterwards: a bigger server reports that it can serve more. Weights are clamped to between a
   * tenth of and ten times the mean; failures reduce them further.
   *
   * <p>As {@link #staticStride()}, and once a second one pick costs O(n) and allocates 18 bytes per
   * endpoint. 56 bytes per endpoint. Source: gRFC A58 and Envoy's client-side weighted round robin;
   * the success rate is ours.
   *
   * @return the policy
   */
  public static SelectionPolicy reportedLoad() {
    return new ReportedLoad();
  }
}

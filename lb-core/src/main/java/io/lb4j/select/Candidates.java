package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that may get traffic now, all of one priority, numbered from 0. Members, order and
 * weights are fixed; the numbers of requests in flight and the cells are live.
 *
 * <p>Safe for concurrent use. Every method but {@link #members} is O(1) and allocates nothing.
 * Implemented by the balancer; implement it yourself only to test a policy.
 */
public interface Candidates {

  /**
   * Returns how many candidates there are.
   *
   * @return at least 1
   */
  int size();

  /**
   * Returns a candidate.
   *
   * @param index from 0 to {@link #size()} − 1
   * @return the endpoint
   */
  Endpoint<?> endpoint(int index);

  /**
   * Returns every endpoint of the balancer, or of the subset, that has the candidates' priority, in
   * the order of its last update, whether it takes traffic now or not: for policies that number
   * endpoints, and would number them anew with every ejection if they counted candidates only.
   *
   * <p>O(n), for {@link SelectionPolicy#newPicker} and not for picks.
   *
   * @return a new list; distinct ids
   */
  default List<Endpoint<?>> members() {
    List<Endpoint<?>> members = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      members.add(endpoint(i));
    }
    return members;
  }

  /**
   * Returns a candidate's weight relative to the mean of all candidates.
   *
   * @param index a candidate
   * @return positive and finite; 1 for an endpoint of average weight
   */
  double relativeWeight(int index);

  /**
   * Tells whether all weights are equal, which spares the weighted draw.
   *
   * @return true if every {@link #relativeWeight} is 1
   */
  boolean hasEqualWeights();

  /**
   * Returns how many leases on a candidate are open now.
   *
   * @param index a candidate
   * @return not negative; changes at any moment
   */
  int inFlight(int index);

  /**
   * Returns how many leases are open on all endpoints of the balancer, those that are no candidates
   * now included.
   *
   * @return not negative; 0 unless the policy has {@link Trait#TOTAL_IN_FLIGHT}
   */
  int totalInFlight();

  /**
   * Returns the share of its normal traffic that a candidate may have now: less than 1 while it is
   * in slow start, or in reserve because it is degraded.
   *
   * @param index a candidate
   * @return above 0; 1 for most endpoints
   */
  double trafficShare(int index);

  /**
   * Returns what the policy has learned of a candidate.
   *
   * @param index a candidate
   * @return the cell that the policy made for this endpoint, or null if it makes none
   */
  @Nullable LoadCell cell(int index);

  /**
   * Tells whether a candidate could take this request now: it is not avoided, carries the demanded
   * labels and is below its limit.
   *
   * @param index a candidate
   * @param context what the request asks for
   * @return a hint; the balancer checks again when it takes the slot
   */
  boolean admits(int index, SelectionContext context);

  /**
   * Tells whether every candidate could take this request now, which spares asking about each.
   *
   * @param context what the request asks for
   * @return true if no candidate has a limit and the context rules none out
   */
  boolean admitsAll(SelectionContext context);

  /**
   * Tells whether any candidate has less than its share, which spares asking about each.
   *
   * @return true if some {@link #trafficShare} may be below 1
   */
  boolean hasReducedShares();

  /**
   * Asks to be told whenever a candidate's requests in flight or cell may have changed; for pickers
   * that keep figures of their own instead of asking for all at every pick. To be called while the
   * picker is made.
   *
   * @param listener called with the candidate's index, by the threads that select, report and
   *     close, concurrently, from when the picker is in use until another takes its place; must not
   *     block or throw. It is not told of what only time changes, nor of what a success has taught
   *     before the lease is closed
   * @return false if nobody will be told, and the picker has to ask
   */
  default boolean follow(IntConsumer listener) {
    return false;
  }

  /**
   * Returns the time of the last control tick, a clock that costs nothing to read.
   *
   * @return a reading of {@link #ticker()}, at most about 100 ms old
   */
  long tickNanos();

  /**
   * Returns the balancer's clock.
   *
   * @return the injected ticker
   */
  Ticker ticker();

  /**
   * Returns what runs a policy's own work later or elsewhere.
   *
   * @return the injected scheduler
   */
  Scheduler scheduler();

  /**
   * Returns the balancer's source of chance.
   *
   * @return the injected random source
   */
  RandomSource random();
}

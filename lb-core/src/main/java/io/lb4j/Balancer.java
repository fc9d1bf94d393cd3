package io.lb4j;

import io.lb4j.affinity.Sessions;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.Verdict;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.RetryBudget;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.Explanation;
import io.lb4j.snapshot.HotKey;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the endpoint of every call, in process, and learns from how the calls went.
 *
 * <p>Thread-safe. {@link #select} never blocks and takes no lock; methods that change the set or an
 * endpoint's state ({@link #update}, {@link #clear}, {@link #drain}, {@link #disable}, {@link
 * #enable}, {@link #close}) run one at a time and have taken effect when they return: a selection
 * that starts afterwards sees the change. Selections that run at the same moment may still use the
 * set before it.
 *
 * <p>Verdicts are independent: a new set does not enable what the operator disabled, and enabling
 * does not end an ejection. What is known of an endpoint belongs to its id and outlives updates,
 * and short absences too.
 *
 * <p>An interface so that tests can mock it; lb4j alone implements it, and adds methods to it.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
public interface Balancer<T> extends AutoCloseable {

  /**
   * Starts building a balancer.
   *
   * @param name what logs, snapshots and metrics call it; with lb-okhttp also the host name that
   *     stands for it in URLs
   * @param <T> what a caller needs to reach an endpoint
   * @return a builder
   * @throws IllegalArgumentException if the name is blank, too long or holds control characters
   */
  static <T> BalancerBuilder<T> builder(String name) {
    return new BalancerBuilder<>(name);
  }

  /**
   * Returns the name.
   *
   * @return the name it was built with
   */
  String name();

  /**
   * Chooses an endpoint for a request that asks for nothing in particular.
   *
   * @return an open lease
   * @throws NoEndpointAvailableException if no endpoint can take the request
   */
  Lease<T> select();

  /**
   * Chooses an endpoint.
   *
   * @param context what the request asks for
   * @return an open lease
   * @throws NoEndpointAvailableException if no endpoint can take the request
   * @throws io.lb4j.select.UnsuitableContextException if the context does not fit the policy
   */
  Lease<T> select(SelectionContext context);

  /**
   * Replaces the set of endpoints. Endpoints of known ids keep all that was learned of them; new
   * ones start slowly unless the set was empty before; those that are gone finish their open
   * leases, and are remembered for a while in case they return.
   *
   * <p>An empty collection is taken for a failure of discovery: it is ignored, counted and logged,
   * and the last set stays. Use {@link #clear} to empty the set. Updates that arrive while another
   * is being applied coalesce: the last one wins.
   *
   * <p>Costs O(n) in the caller's thread, about a tenth of a microsecond per endpoint, and what the
   * policy asks for its tables. A set equal to the present one, in the same order, costs the
   * comparison only.
   *
   * @param endpoints the whole new set; equal duplicates are dropped
   * @throws IllegalArgumentException if two different endpoints share an id, or one does not suit
   *     the policy; the last set stays
   * @throws NullPointerException if the collection or an endpoint is null
   * @throws BalancerClosedException if the balancer is closed
   */
  void update(Collection<? extends Endpoint<? extends T>> endpoints);

  /**
   * Empties the set. Until the next update, {@link #select} fails with EMPTY.
   *
   * @throws BalancerClosedException if the balancer is closed
   */
  void clear();

  /**
   * Takes an endpoint out of traffic gently: it gets no new leases, and those that are open go on.
   * It stays out, also over updates, until {@link #enable}.
   *
   * <p>Until the drain ends, sessions that are pinned to the endpoint, and requests that ask for it
   * by name, still go there. A drain during which they do, and each one of a balancer with {@link
   * BalancerBuilder#affinity}, lasts until its limit, because nobody knows who will come back.
   *
   * @param id an endpoint's id
   * @param limit how long to wait for open leases and sessions; positive
   * @return completes, at most two control ticks (200 ms) late and on a thread that may block, when
   *     no lease is open any more or the limit has passed; never exceptionally
   * @throws IllegalArgumentException if there is no such endpoint, or the limit is not positive
   * @throws BalancerClosedException if the balancer is closed
   */
  default CompletionStage<DrainResult> drain(String id, Duration limit) {
    return drain(id, limit, "drained by operator");
  }

  /**
   * Takes an endpoint out of traffic gently, and says why.
   *
   * @param id an endpoint's id
   * @param limit how long to wait for open leases; positive
   * @param reason what snapshots, events and the log give as the reason
   * @return as {@link #drain(String, Duration)}
   * @throws IllegalArgumentException if there is no such endpoint, the limit is not positive, or
   *     the reason is blank, too long or holds control characters
   * @throws BalancerClosedException if the balancer is closed
   */
  CompletionStage<DrainResult> drain(String id, Duration limit, String reason);

  /**
   * Takes an endpoint out of traffic. It stays out, also over updates, until {@link #enable}, or
   * until it has been absent for longer than {@link BalancerBuilder#rememberRemoved}. Disabling
   * again changes nothing.
   *
   * @param id an endpoint's id
   * @throws IllegalArgumentException if there is no such endpoint
   * @throws BalancerClosedException if the balancer is closed
   */
  default void disable(String id) {
    disable(id, "disabled by operator");
  }

  /**
   * Takes an endpoint out of traffic, and says why: for maintenance.
   *
   * @param id an endpoint's id
   * @param reason what snapshots, events and the log give as the reason
   * @throws IllegalArgumentException if there is no such endpoint, or the reason is blank, too long
   *     or holds control characters
   * @throws BalancerClosedException if the balancer is closed
   */
  void disable(String id, String reason);

  /**
   * Lifts {@link #drain} or {@link #disable}; the endpoint starts slowly. Does not end an ejection.
   * Enabling again changes nothing.
   *
   * @param id an endpoint's id
   * @throws IllegalArgumentException if there is no such endpoint
   * @throws BalancerClosedException if the balancer is closed
   */
  void enable(String id);

  /**
   * Tells why a selection would go where it goes, without making one.
   *
   * @param context what the request asks for
   * @return every endpoint's chances at this moment
   */
  Explanation explain(SelectionContext context);

  /**
   * Returns what is known now. Costs O(n); not for the path of every request.
   *
   * @return an immutable picture
   */
  BalancerSnapshot snapshot();

  /**
   * Returns what each witness says of one endpoint. Costs O(1), which a snapshot does not.
   *
   * @param id an endpoint's id
   * @return its verdicts, as in a snapshot; empty if nobody says anything or there is no such
   *     member
   */
  default List<Verdict> verdicts(String id) {
    return snapshot().endpoint(id).map(EndpointSnapshot::verdicts).orElse(List.of());
  }

  /**
   * Returns the selections that were drawn for a closer look, with what they led to so far.
   *
   * @return the newest last; empty unless {@link BalancerBuilder#traces} was set
   */
  List<LeaseTrace> traces();

  /**
   * Returns the keys that most requests carry, of hashing policies and of sessions alike.
   *
   * @return the hottest first; empty unless {@link BalancerBuilder#hotKeys} was set
   */
  default List<HotKey> hotKeys() {
    return List.of();
  }

  /**
   * Returns the sessions that are bound to endpoints: for those who build on the balancer, and to
   * begin or end one by hand.
   *
   * @return the live sessions, or null unless {@link BalancerBuilder#affinity} was set
   */
  default @Nullable Sessions sessions() {
    return null;
  }

  /**
   * Returns the budget that all retries on this balancer share.
   *
   * @return the live budget
   */
  RetryBudget retryBudget();

  /**
   * Returns the clocks, the scheduler and the chance that the balancer was built with: for those
   * who build on it.
   *
   * @return the system's own unless the builder was told otherwise
   */
  TimeAndChance timeAndChance();

  /**
   * Lets one more listener hear what happens from now on. It is held until it is removed, or as
   * long as the balancer; each listener has a queue of its own, so one that blocks delays no other.
   *
   * @param listener may block and throw; one that is added twice hears everything twice
   */
  void addListener(BalancerListener listener);

  /**
   * Lets a listener hear nothing more, but what happened before may still be on its way to it.
   *
   * @param listener one that was added, or else nothing happens
   */
  void removeListener(BalancerListener listener);

  /**
   * Lets one more observer hear of every lease that is selected from now on. It is held until it is
   * removed, or as long as the balancer.
   *
   * @param observer called on the path of requests; must not block
   */
  default void addObserver(LeaseObserver observer) {}

  /**
   * Lets an observer hear nothing more; a report that is under way may still reach it.
   *
   * @param observer one that was added, or else nothing happens
   */
  default void removeObserver(LeaseObserver observer) {}

  /**
   * Ends the balancer: its timer stops, drains complete, and {@link #select} fails with CLOSED.
   * Leases that are open may still be reported and closed. Closing again does nothing.
   */
  @Override
  void close();
}

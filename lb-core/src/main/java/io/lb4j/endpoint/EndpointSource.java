package io.lb4j.endpoint;

import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where the endpoints of a balancer are registered: a list, a file, DNS, Kubernetes, Consul, a
 * control plane.
 *
 * <p>A source says how to subscribe; it holds no connection and no state, so it can feed several
 * balancers. A subscription pushes whole sets, whenever it learns of one: after a poll, on a watch,
 * with a new version. What it must keep to is in {@code io.lb4j.testkit.EndpointSourceContract},
 * which tests can run.
 *
 * <p>A source need not remember the last good set, limit its own rate or drop what did not change:
 * the balancer does. Implementations must be thread-safe.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
public interface EndpointSource<T> {

  /**
   * Returns what logs and snapshots call the source.
   *
   * @return a name that says where the endpoints come from: {@code dns:orders.internal}
   */
  String name();

  /**
   * Returns after what time without a confirmation the set counts as stale. A subscription confirms
   * by every set, and by {@link Receiver#onUnchanged}, and does so more often than this while all
   * is well.
   *
   * @return positive
   */
  Duration staleAfter();

  /**
   * Begins to push sets. Neither blocks nor waits for a first one: what is slow runs on the
   * scheduler that is handed over, or on the source's own threads.
   *
   * @param receiver told of every set and every failure, never by two threads at once
   * @param timeAndChance the balancer's clock, threads and dice
   * @return ends it
   * @throws RuntimeException if the source cannot work as it is configured; the balancer is then
   *     not built
   */
  Subscription subscribe(Receiver<? super T> receiver, TimeAndChance timeAndChance);

  /**
   * Adds to each endpoint what the registry does not know of it, a zone for instance:
   *
   * <pre>{@code
   * source.map(endpoint -> endpoint.toBuilder().zone(zoneOf(endpoint.target())).build())
   * }</pre>
   *
   * @param mapping called for every endpoint of every set that this source pushes, on its threads;
   *     returns the endpoint or another one, not null. If it throws, the set counts as a failure,
   *     and the last good one stays. Should not block, and depend on the endpoint alone: an
   *     unchanged set is not mapped again
   * @return a source of the same name
   */
  default EndpointSource<T> map(UnaryOperator<Endpoint<T>> mapping) {
    return new MappedSource<>(this, mapping);
  }

  /**
   * Makes a source that always has the same endpoints.
   *
   * @param endpoints the set; not empty
   * @param <T> what a caller needs to reach an endpoint
   * @return a source that is never stale
   * @throws IllegalArgumentException if there are none
   */
  static <T> EndpointSource<T> fixed(Collection<? extends Endpoint<? extends T>> endpoints) {
    return new FixedSource<>(List.copyOf(endpoints));
  }

  /**
   * Makes a source that always has the same endpoints.
   *
   * @param endpoints the set; not empty
   * @param <T> what a caller needs to reach an endpoint
   * @return a source that is never stale
   * @throws IllegalArgumentException if there are none
   */
  @SafeVarargs
  static <T> EndpointSource<T> fixed(Endpoint<? extends T>... endpoints) {
    List<Endpoint<? extends T>> list = new ArrayList<>(endpoints.length);
    for (Endpoint<? extends T> endpoint : endpoints) {
      list.add(endpoint);
    }
    return fixed(list);
  }

  /**
   * Takes what a source finds. Its methods may be called from any thread, one at a time; they
   * neither block nor throw, and do nothing once the subscription is closed.
   *
   * @param <T> what a caller needs to reach an endpoint
   */
  interface Receiver<T> {

    /**
     * Takes the whole set. An empty one is taken for a failure of discovery: the last good set
     * stays. A set that cannot be used, since two endpoints share an id for instance, is a failure
     * too.
     *
     * @param endpoints the set now; not changed afterwards
     */
    void onEndpoints(Collection<? extends Endpoint<? extends T>> endpoints);

    /**
     * Learns that there are no endpoints, and that the source is sure of it, as a control plane is
     * that says so itself. The balancer's set is emptied. Where emptiness may as well be a failure
     * (DNS, a list, a search), push an empty set instead.
     */
    void onNone();

    /**
     * Learns that what was pushed last still holds: an unchanged version, a heartbeat of a watch.
     * After a set that was empty or could not be used this confirms nothing.
     */
    void onUnchanged();

    /**
     * Learns that the source does not know the set at present. The last good set stays.
     *
     * @param reason what went wrong, in one line; shown escaped
     */
    void onError(String reason);
  }

  /** The way to end what {@link #subscribe} began. */
  @FunctionalInterface
  interface Subscription {

    /** Stops polls, watches and threads of this subscription. Does not wait; may be repeated. */
    void close();
  }
}

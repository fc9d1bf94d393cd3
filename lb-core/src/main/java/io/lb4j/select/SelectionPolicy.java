package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule for choosing endpoints. lb4j's own come from {@link SelectionPolicies}; implement this
 * interface for another.
 *
 * <p>A policy is a factory: the balancer asks it for a new {@link Picker} whenever the set of
 * candidates changes, one call at a time, on the control side, for each priority apart, and for
 * each declared {@linkplain io.lb4j.request.SelectionContext#requiring subset}. A policy object may
 * serve several balancers, so state belongs in pickers and cells. A policy that throws in {@link
 * #newPicker} does not stop the balancer: until the next change it picks at random, and the error
 * is logged.
 */
public interface SelectionPolicy {

  /**
   * Returns the name that snapshots, logs and metrics show.
   *
   * @return a short lower-case name such as {@code round_robin}
   */
  String name();

  /**
   * Refuses endpoints that this policy cannot serve as they are, before anything is built on them.
   * Called by {@code build} and {@code update} of the balancer, in the caller's thread; what it
   * throws reaches that caller, and the endpoints before stay.
   *
   * @param endpoints the whole set, with those of weight 0
   * @throws IllegalArgumentException if one does not suit; the message names it and says what would
   */
  default void requireSuitable(Collection<? extends Endpoint<?>> endpoints) {}

  /**
   * Makes the picker for a set of candidates.
   *
   * @param candidates what can be chosen from; valid for the picker's whole life, never empty
   * @param predecessor the picker of the same priority and subset that this one follows, so that a
   *     cursor can be carried on; null at first
   * @return a picker over these candidates, safe for concurrent use
   */
  Picker newPicker(Candidates candidates, @Nullable Picker predecessor);

  /**
   * Makes the memory of one endpoint. The balancer keeps it for as long as it knows the endpoint's
   * id, across changes of the set.
   *
   * @return a new cell, or null if this policy learns nothing from outcomes
   */
  default @Nullable LoadCell newCell() {
    return null;
  }

  /**
   * Returns what this policy asks of the balancer beyond the ordinary.
   *
   * @return an immutable set, empty for most policies; read once, when the balancer is built
   */
  default Set<Trait> traits() {
    return Set.of();
  }

  /**
   * Returns how this policy means to spread traffic, so that the balancer can tell when something
   * else does.
   *
   * @return {@link Spread#BY_WEIGHT} unless overridden; read once, when the balancer is built
   */
  default Spread spread() {
    return Spread.BY_WEIGHT;
  }
}

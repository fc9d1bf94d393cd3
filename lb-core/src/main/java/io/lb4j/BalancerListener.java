package io.lb4j;

import io.lb4j.snapshot.CapacityChange;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.PanicChange;
import io.lb4j.snapshot.SkewChange;
import io.lb4j.snapshot.SourceChange;
import io.lb4j.snapshot.StateChange;

/**
 * Hears what happens to a balancer's endpoints.
 *
 * <p>Calls come one at a time, in order, on a thread of their own, some time after the fact. A
 * listener may block, throw, and call the balancer: traffic and other listeners are not affected.
 * An exception is logged once. A listener that falls 10 000 events behind misses what follows until
 * it catches up.
 */
public interface BalancerListener {

  /**
   * An endpoint's effective state changed.
   *
   * @param change what changed
   */
  default void stateChanged(StateChange change) {}

  /**
   * Endpoints joined or left.
   *
   * @param change what changed
   */
  default void membershipChanged(MembershipChange change) {}

  /**
   * A drain ended: no lease is open any more, the limit has passed, or another order came first.
   *
   * @param balancer the balancer's name
   * @param result how it ended
   */
  default void drainEnded(String balancer, DrainResult result) {}

  /**
   * Panic began or ended in a priority: too few of its endpoints can serve, or enough can again.
   *
   * @param change what changed
   */
  default void panicChanged(PanicChange change) {}

  /**
   * Traffic has been skewed for some time, or is even again.
   *
   * @param change what changed
   */
  default void skewChanged(SkewChange change) {}

  /**
   * What the source of endpoints said last has become stale, or is fresh again.
   *
   * @param change what changed
   */
  default void sourceChanged(SourceChange change) {}

  /**
   * The traffic has taken more endpoints than can serve for some time, or no longer does: the place
   * to tell an autoscaler. Only if {@link BalancerBuilder#capacity} was set.
   *
   * @param change what changed
   */
  default void capacityChanged(CapacityChange change) {}

  /**
   * The balancer was closed; nothing more will be heard of it.
   *
   * @param balancer the balancer's name
   */
  default void closed(String balancer) {}
}

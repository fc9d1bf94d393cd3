package io.lb4j.simulator.fleet;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.simulator.engine.RandomStream;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells every client what the set of servers is, each after a delay of its own. News do not
 * overtake each other.
 */
public final class Discovery {

  private final VirtualTime time;
  private final Distribution delay;
  private final RandomStream random;
  private final List<Subscriber> subscribers = new ArrayList<>();

  /**
   * Starts without subscribers.
   *
   * @param time the run's
   * @param delay until a client hears of a change, in nanoseconds
   * @param random its own
   */
  public Discovery(VirtualTime time, Distribution delay, RandomStream random) {
    this.time = time;
    this.delay = delay;
    this.random = random;
  }

  /**
   * Adds somebody to tell.
   *
   * @param balancer a client's
   */
  public void subscribe(Balancer<Server> balancer) {
    subscribers.add(new Subscriber(balancer));
  }

  /** Sends everybody a new set. */
  void announce(List<Endpoint<Server>> endpoints) {
    for (Subscriber subscriber : subscribers) {
      subscriber.tell(endpoints);
    }
  }

  /** Sends one client a set that the others do not get to see. */
  void announceTo(int subscriber, List<Endpoint<Server>> endpoints) {
    subscribers.get(subscriber).tell(endpoints);
  }

  int subscribers() {
    return subscribers.size();
  }

  private final class Subscriber {

    private final Balancer<Server> balancer;
    private long lastArrivesAtNanos;

    Subscriber(Balancer<Server> balancer) {
      this.balancer = balancer;
    }

    void tell(List<Endpoint<Server>> endpoints) {
      lastArrivesAtNanos = Math.max(lastArrivesAtNanos, time.in((long) delay.sample(random)));
      time.schedule(() -> balancer.update(endpoints), lastArrivesAtNanos - time.nanoTime());
    }
  }
}

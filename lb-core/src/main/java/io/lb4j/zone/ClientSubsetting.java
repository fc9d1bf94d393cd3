package io.lb4j.zone;

import io.lb4j.endpoint.Endpoint;
import java.util.Collection;
import java.util.Set;

/**
 * Which part of a large set of endpoints this client uses, so that not every client connects to
 * every endpoint. The balancer takes the whole set in {@code update} and knows only its part: it
 * checks, counts and picks from nothing else.
 *
 * <p>A pure function of the set: the same set gives the same part, in any process. It is asked once
 * per update, in the caller's thread. Implement it for another rule, or delegate to ours when the
 * number of clients changes; then update the balancer with the same set again.
 *
 * <p>Not for small fleets. With fewer than about 100 endpoints, or few connections, the whole set
 * is better: a part spreads load less evenly, and a client whose part is down does not know of the
 * others.
 *
 * @see io.lb4j.BalancerBuilder#subsetting
 */
@FunctionalInterface
public interface ClientSubsetting {

  /**
   * Chooses the part.
   *
   * @param endpoints all of them, of distinct ids
   * @return the ids of those that the client uses; at least one, if there are endpoints
   */
  Set<String> choose(Collection<? extends Endpoint<?>> endpoints);

  /**
   * Chooses by rendezvous hashing: each client has a ranking of its own of all endpoints, and uses
   * the first. When one endpoint joins or leaves, a part changes by at most one entry.
   *
   * <p>Clients need not know of each other. The price is that they meet by chance: with m clients
   * per endpoint on average, the number varies by about √m. Take a size that makes m large, or
   * {@link #deterministic}.
   *
   * <p>Each priority is chosen from apart, so that there is a standby in every part. Weights and
   * zones do not matter: an endpoint of weight 2 has no more clients than others, and twice their
   * traffic from each; zones are represented as they are in the set, give or take chance.
   *
   * <p>O(n log n) per update, about 5 ms for 10 000 endpoints. Source: gRFC A68; the hash differs,
   * which does not matter, as clients do not have to agree.
   *
   * @param clientId unlike that of any other client, of other services too, and the same after a
   *     restart, if the part is to be the same: a host or pod name
   * @param size how many endpoints of each priority; all of a priority that has no more. At least
   *     1; 20 or more are needed for ejection and panic to tell one bad endpoint from an outage
   * @return a rule for this client
   * @throws IllegalArgumentException if the client has no name, or the size is not positive
   */
  static ClientSubsetting rendezvous(String clientId, int size) {
    return new PartOfEachPriority(size, new RendezvousPart(clientId));
  }

  /**
   * Chooses by the client's number: endpoints stand on a ring in an order that goes by a hash, and
   * clients at equal distances, each using the next ones clockwise. If all clients of a fleet are
   * there and see the same set, any two endpoints of a priority differ by at most one client.
   *
   * <p>When one endpoint joins or leaves, a part changes by at most one entry, or by two for the
   * clients at the end of the ring. When the number of clients changes by one, parts move by up to
   * n/clients entries, so this is for fleets whose number is known and rests; while clients
   * disagree on it, they are spread less evenly. Clients with neighbouring numbers share most of
   * their part.
   *
   * <p>Priorities, weights, zones and cost are as for {@link #rendezvous}. Source: the
   * deterministic aperture of Finagle, in whole endpoints; the subsetting of the SRE book, chapter
   * 20, spreads evenly only when numbers divide, and moves whole parts when they no longer do.
   *
   * @param fleet the name of the clients' service: two services of few clients then do not meet on
   *     the same endpoints
   * @param ordinal the client's number in its fleet, from 0: that of a pod in a stateful set
   * @param clients how many clients the fleet has, more than the ordinal
   * @param size how many endpoints of each priority; all of a priority that has no more
   * @return a rule for this client
   * @throws IllegalArgumentException if the fleet has no name, the ordinal is not one of the
   *     clients', or the size is not positive
   */
  static ClientSubsetting deterministic(String fleet, int ordinal, int clients, int size) {
    return new PartOfEachPriority(size, new RingPart(fleet, ordinal, clients));
  }
}

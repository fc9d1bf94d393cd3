package io.lb4j.examples.quickstart;

import io.lb4j.health.HealthState;
import io.lb4j.health.Witness;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots, and proves from them that ejected endpoints get no traffic but their probes.
 *
 * <p>Selections and probes are counted while traffic goes on, and a call that began before an
 * ejection may still pick by the endpoints as they were. So the count starts late, at a snapshot
 * taken
 *
 * <ol>
 *   <li>after one that showed the endpoint ejected and out of service (a snapshot waits for a
 *       change in progress, so by then every new selection knows), and
 *   <li>after every call has ended that had begun by then, and
 *   <li>before the ejection's time is up, so that no probe is being counted at that moment.
 * </ol>
 *
 * <p>From there on selections minus probes must not grow, for as long as the endpoint cannot have
 * been back in between: it comes back only by a probe that succeeds, and is ejected again after
 * that only with one more ejection. A snapshot reads selections before probes and a probe counts as
 * probe first, so what is in flux makes the difference look smaller, never larger: there are no
 * false alarms. What is missed is traffic within the first milliseconds of an ejection.
 */
final class EndpointWatch {

  private final Supplier<BalancerSnapshot> balancer;
  private final LongPredicate callsAreOverSince;
  private final Map<String, EndpointSnapshot> lastSeen = new LinkedHashMap<>();
  private final Map<String, Ejection> ejections = new HashMap<>();
  private long watchedEjections;
  private long strayCalls;

  /**
   * Watches a balancer.
   *
   * @param callsAreOverSince tells whether all calls have ended that had begun by some moment of
   *     {@link System#nanoTime}
   */
  EndpointWatch(Supplier<BalancerSnapshot> balancer, LongPredicate callsAreOverSince) {
    this.balancer = balancer;
    this.callsAreOverSince = callsAreOverSince;
  }

  BalancerSnapshot look() {
    ejections.values().forEach(ejection -> ejection.settle(callsAreOverSince));
    BalancerSnapshot snapshot = balancer.get();
    long nowNanos = System.nanoTime();
    for (EndpointSnapshot now : snapshot.endpoints()) {
      EndpointSnapshot before = lastSeen.put(now.id(), now);
      if (now.state() != HealthState.EJECTED || now.serving()) {
        ejections.remove(now.id());
      } else if (before == null || !ejections.containsKey(now.id()) || wasBack(before, now)) {
        ejections.put(now.id(), new Ejection(nowNanos));
      } else {
        count(ejections.get(now.id()), now, snapshot.takenAt());
      }
    }
    return snapshot;
  }

  /** Every endpoint that ever was a member, as it was seen last. */
  Collection<EndpointSnapshot> lastSeen() {
    return lastSeen.values();
  }

  long ejections() {
    return lastSeen.values().stream().mapToLong(EndpointSnapshot::ejections).sum();
  }

  long probes() {
    return lastSeen.values().stream().mapToLong(EndpointSnapshot::probes).sum();
  }

  /** On how many stays out of traffic {@link #strayCalls} rests. */
  long watchedEjections() {
    return watchedEjections;
  }

  /** Selections of ejected endpoints beyond their probes; must be 0. */
  long strayCalls() {
    return strayCalls;
  }

  private static boolean wasBack(EndpointSnapshot before, EndpointSnapshot now) {
    return now.ejections() != before.ejections()
        && now.counts().successes() != before.counts().successes();
  }

  private void count(Ejection ejection, EndpointSnapshot now, Instant at) {
    long beyondProbes = now.selections() - now.probes();
    if (ejection.counted >= 0) {
      strayCalls += Math.max(0, beyondProbes - ejection.counted);
      ejection.counted = Math.max(ejection.counted, beyondProbes);
    } else if (ejection.settled && isBeforeProbe(now, at)) {
      ejection.counted = beyondProbes;
      watchedEjections++;
    }
  }

  private static boolean isBeforeProbe(EndpointSnapshot now, Instant at) {
    return now.verdicts().stream()
        .filter(verdict -> verdict.witness() == Witness.PASSIVE)
        .anyMatch(verdict -> isBefore(at, verdict.until()));
  }

  private static boolean isBefore(Instant at, @Nullable Instant until) {
    return until != null && at.isBefore(until);
  }

  /** One stay out of traffic, failed probes included. */
  private static final class Ejection {
    private final long seenNanos;
    private boolean settled;
    private long counted = -1;

    Ejection(long seenNanos) {
      this.seenNanos = seenNanos;
    }

    void settle(LongPredicate callsAreOverSince) {
      settled |= callsAreOverSince.test(seenNanos);
    }
  }
}

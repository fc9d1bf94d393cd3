package io.lb4j;

import io.lb4j.health.EndpointBreaker.Opening;
import io.lb4j.health.EndpointBreakers;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Traffic;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import io.lb4j.snapshot.EjectionCause;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives endpoints their circuit breakers, and turns what those say into verdicts: while a breaker
 * refuses every request, its endpoint is no candidate. Once the wait is over the endpoint is one
 * again, and the breaker decides at each pick; most breakers notice the end of their wait only when
 * they are asked.
 *
 * <p>Guarded by the control loop's lock. Breakers are made and discarded off the timer, since they
 * are users' code.
 */
final class BreakerWitness<T> {

  private final @Nullable EndpointBreakers breakers;
  private final String balancer;
  private final Verdicts<T> verdicts;
  private final LeaseLedger ledger;
  private final Set<EndpointState<T>> equipped = new LinkedHashSet<>();
  private final List<EndpointState<T>> forgotten = new ArrayList<>();
  // Members whose wait has an end.
  private final Map<EndpointState<T>, Long> openUntilNanos = new LinkedHashMap<>();

  BreakerWitness(Settings settings, Verdicts<T> verdicts, LeaseLedger ledger) {
    this.breakers = settings.breakers();
    this.balancer = settings.name();
    this.verdicts = verdicts;
    this.ledger = ledger;
  }

  void equip(EndpointState<T> state) {
    if (breakers == null) {
      return;
    }
    // A breaker may live on in its user's registry, and must not keep an abandoned balancer alive.
    WeakReference<EndpointState<T>> self = new WeakReference<>(state);
    try {
      state.setPermits(
          new Permits(breakers.create(balancer, state.id(), () -> changed(self)), ledger));
      equipped.add(state);
    } catch (Throwable e) {
      ledger.callbackFailed("the factory of circuit breakers", e);
    }
  }

  private static void changed(WeakReference<? extends EndpointState<?>> reference) {
    EndpointState<?> state = reference.get();
    if (state != null) {
      state.ledger().reconsider(state);
    }
  }

  /** Looks at the breaker of a member; true if its verdict changed. */
  boolean look(EndpointState<T> state, long nowNanos) {
    Permits permits = state.permits();
    if (permits == null) {
      return false;
    }
    Opening opening = permits.opening();
    if (opening == null) {
      openUntilNanos.remove(state);
      return lift(state, "its circuit breaker lets requests through");
    }
    Duration remaining = opening.remaining();
    if (remaining == null) {
      openUntilNanos.remove(state);
    } else {
      openUntilNanos.put(state, nowNanos + remaining.toNanos());
    }
    Instant now = verdicts.now();
    Instant until = remaining == null ? null : now.plus(remaining);
    Verdict held = state.standing().verdict(Witness.BREAKER);
    if (isHeldUntil(until, held)) {
      return false;
    }
    if (held == null) {
      verdicts.ejections().count(EjectionCause.BREAKER);
    }
    state.setRamp(null);
    verdicts.put(
        state,
        new Verdict(
            Witness.BREAKER,
            HealthState.EJECTED,
            Evidence.STATISTICAL,
            opening.reason(),
            now,
            until));
    return true;
  }

  /** Whether a verdict says this already, give or take a tick. */
  private static boolean isHeldUntil(@Nullable Instant until, @Nullable Verdict held) {
    if (held == null) {
      return false;
    }
    Instant known = held.until();
    if (known == null || until == null) {
      return known == null && until == null;
    }
    return Duration.between(known, until).abs().toNanos() < ControlLoop.TICK_NANOS;
  }

  /** Ends waits that are over; true if any was. */
  boolean tick(long nowNanos) {
    boolean changed = false;
    Iterator<Map.Entry<EndpointState<T>, Long>> all = openUntilNanos.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<EndpointState<T>, Long> entry = all.next();
      if (entry.getValue() - nowNanos <= 0) {
        all.remove();
        changed |= lift(entry.getKey(), "its circuit breaker's wait is over");
      }
    }
    return changed;
  }

  private boolean lift(EndpointState<T> state, String reason) {
    boolean lifted = verdicts.lift(state, Witness.BREAKER, reason);
    if (lifted && state.standing().traffic() == Traffic.NORMAL && !state.standing().isSuspected()) {
      // What it was like while the breaker opened says nothing about now.
      state.forgetFailures();
    }
    return lifted;
  }

  void remove(EndpointState<T> state) {
    openUntilNanos.remove(state);
  }

  /** Notes that an endpoint is no longer remembered. */
  void forget(EndpointState<T> state) {
    if (equipped.remove(state)) {
      forgotten.add(state);
    }
  }

  boolean hasForgotten() {
    return !forgotten.isEmpty();
  }

  void discardForgotten() {
    forgotten.forEach(BreakerWitness::discard);
    forgotten.clear();
  }

  void close() {
    forgotten.addAll(equipped);
    equipped.clear();
    discardForgotten();
  }

  private static void discard(EndpointState<?> state) {
    Permits permits = state.permits();
    if (permits != null) {
      permits.discard();
    }
  }
}

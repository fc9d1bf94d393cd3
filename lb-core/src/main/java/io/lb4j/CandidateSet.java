package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.PanicPolicy;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.snapshot.RefusalReason;
import io.lb4j.time.RandomSource;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one priority in a pick table that take traffic. Which they are, and their
 * weights, never changes; their counters do.
 */
final class CandidateSet<T> implements Candidates {

  private final EndpointState<T>[] states;
  private final Collection<EndpointState<T>> members;
  // Null when all weights are equal.
  private final double @Nullable [] relativeWeights;
  // Null when no candidate has a gate, else one per candidate, null where it has none.
  private final @Nullable Gate @Nullable [] gates;
  // What endpoints in reserve get of their share; null when none is among the candidates.
  private final double @Nullable [] reserveShares;
  private final boolean slowStarts;
  private final boolean failsOpen;
  // Those of the next priority, whose followers are told too; null if it is the last.
  private final @Nullable CandidateSet<T> next;
  // Whether the places that states know are in sets like this one, and not in that of all members.
  private final boolean hasPlaces;
  private final LeaseLedger ledger;
  private final TickClock tickClock;
  private final Ticker ticker;
  private final RandomSource random;
  private final Scheduler scheduler;
  // Written while the picker is made, before the table is published.
  private @Nullable IntConsumer follower;
  private boolean pickerMade;
  // Of a subset, and made when first asked for; two threads that do make the same.
  private volatile @Nullable IdentityHashMap<EndpointState<T>, Integer> ownPlaces;
  // Null but in the copy that a traced selection uses.
  private final @Nullable PickNotes notes;

  CandidateSet(
      EndpointState<T>[] states,
      Collection<EndpointState<T>> members,
      double @Nullable [] relativeWeights,
      @Nullable Gate @Nullable [] gates,
      double @Nullable [] reserveShares,
      boolean slowStarts,
      @Nullable CandidateSet<T> next,
      boolean hasPlaces,
      LeaseLedger ledger,
      TickClock tickClock,
      Settings settings) {
    this.states = states;
    this.members = members;
    this.relativeWeights = relativeWeights;
    this.gates = gates;
    this.reserveShares = reserveShares;
    this.slowStarts = slowStarts;
    this.next = next;
    this.hasPlaces = hasPlaces;
    this.ledger = ledger;
    this.tickClock = tickClock;
    this.ticker = settings.ticker();
    this.random = settings.random();
    this.scheduler = settings.scheduler();
    this.failsOpen = settings.panic().action() == PanicPolicy.Action.FAIL_OPEN;
    this.notes = null;
  }

  private CandidateSet(CandidateSet<T> original, PickNotes notes) {
    this.states = original.states;
    this.members = original.members;
    this.relativeWeights = original.relativeWeights;
    this.gates = original.gates;
    this.reserveShares = original.reserveShares;
    this.slowStarts = original.slowStarts;
    this.next = original.next;
    this.hasPlaces = original.hasPlaces;
    this.ledger = original.ledger;
    this.tickClock = original.tickClock;
    this.ticker = original.ticker;
    this.random = original.random;
    this.scheduler = original.scheduler;
    this.failsOpen = original.failsOpen;
    this.notes = notes;
  }

  /** The same candidates, for one selection that is traced. */
  CandidateSet<T> noting(PickNotes notes) {
    return new CandidateSet<>(this, notes);
  }

  /** Takes a slot on a candidate, or returns null if it may not take this request now. */
  @Nullable SlotLease<T> lease(int index, SelectionContext context, boolean lastResort) {
    EndpointState<T> state = states[index];
    if (!context.allowsAll() && !allows(state.endpoint(), context)) {
      return refused(
          state, context.avoids(state.endpoint()) ? RefusalReason.AVOIDED : RefusalReason.NO_MATCH);
    }
    if (state.isHeldBack() && !lastResort) {
      return refused(state, RefusalReason.HELD_BACK);
    }
    Gate gate = gates == null ? null : gates[index];
    long now = isTimed(state, gate) ? ticker.nanoTime() : SlotLease.UNTIMED;
    SlotLease<T> lease;
    if (gate == null) {
      state.acquire();
      lease = new SlotLease<>(state, now);
    } else {
      RefusalReason held = gate.holdsBack(tickClock.nanos(), lastResort);
      if (held != null) {
        return refused(state, held);
      }
      lease = gate.lease(state, now, tickClock.nanos());
      if (lease == null) {
        return refused(state, gate.whyRefused(state, now));
      }
    }
    ledger.opened(lease, state);
    return lease;
  }

  private boolean isTimed(EndpointState<T> state, @Nullable Gate gate) {
    return state.isTimed()
        || ledger.hasObservers()
        || (gate != null && gate.isTimed())
        || notes != null;
  }

  /** Takes a slot on a member that is no candidate, for a request that has its session there. */
  @Nullable SlotLease<T> leaseAside(EndpointState<T> state, SelectionContext context) {
    if (!allows(state.endpoint(), context)) {
      return refused(
          state, context.avoids(state.endpoint()) ? RefusalReason.AVOIDED : RefusalReason.NO_MATCH);
    }
    SlotLease<T> lease =
        Permits.lease(state, state.permits(), state.limit(), ticker.nanoTime(), tickClock.nanos());
    if (lease == null) {
      return refused(state, RefusalReason.LIMIT);
    }
    ledger.opened(lease, state);
    return lease;
  }

  /** Whether panic brings back those that are out, rather than refuse requests. */
  boolean failsOpen() {
    return failsOpen;
  }

  private @Nullable SlotLease<T> refused(EndpointState<T> state, RefusalReason reason) {
    if (notes != null) {
      notes.refused(state, reason);
    }
    return null;
  }

  /** The first candidate from a random start that has room, and is not held back. */
  @Nullable SlotLease<T> leaseAnyNotHeldBack(SelectionContext context) {
    return leaseFrom(random.nextInt(states.length), context, false);
  }

  /** The last resort: the first candidate from a random start that may take the request at all. */
  @Nullable SlotLease<T> leaseAny(SelectionContext context) {
    if (states.length == 0) {
      return null;
    }
    int start = random.nextInt(states.length);
    SlotLease<T> lease = leaseFrom(start, context, false);
    if (lease == null) {
      lease = leaseFrom(start, context, true);
    }
    return lease == null && failsOpen && context.allowsAll() ? leaseUnpermitted(start) : lease;
  }

  /**
   * When all have room and only their breakers refuse: what those know is statistical, and may have
   * a cause that all have in common.
   */
  private @Nullable SlotLease<T> leaseUnpermitted(int index) {
    if (gates == null) {
      return null;
    }
    long now = ticker.nanoTime();
    for (int i = 0; i < states.length; i++) {
      Gate gate = gates[i];
      if (gate == null || !gate.isOnlyGuarded(states[i], now)) {
        return null;
      }
    }
    EndpointState<T> state = states[index];
    SlotLease<T> lease = Objects.requireNonNull(gates[index]).leaseUnpermitted(state, now);
    if (lease != null) {
      ledger.opened(lease, state);
    }
    return lease;
  }

  private @Nullable SlotLease<T> leaseFrom(
      int start, SelectionContext context, boolean evenHeldBack) {
    for (int i = 0; i < states.length; i++) {
      int index = start + i < states.length ? start + i : start + i - states.length;
      if (evenHeldBack || !states[index].isHeldBack()) {
        SlotLease<T> lease = lease(index, context, true);
        if (lease != null) {
          return lease;
        }
      }
    }
    return null;
  }

  /** Where a state stands in this set, or −1, as soon as a newer one leaves it out, too. */
  int indexOf(EndpointState<T> state) {
    if (!hasPlaces) {
      return ownPlaces().getOrDefault(state, -1);
    }
    int index = state.place();
    if (index < 0 || holdsAt(index, state)) {
      return index;
    }
    // A newer table, which has it elsewhere, has been compiled meanwhile; rare enough to look.
    for (int i = 0; i < states.length; i++) {
      if (states[i] == state) {
        return i;
      }
    }
    return -1;
  }

  /** Of a subset, whose states know their places among all endpoints only. */
  private IdentityHashMap<EndpointState<T>, Integer> ownPlaces() {
    IdentityHashMap<EndpointState<T>, Integer> places = ownPlaces;
    if (places == null) {
      places = new IdentityHashMap<>(states.length);
      for (int i = 0; i < states.length; i++) {
        places.put(states[i], i);
      }
      ownPlaces = places;
    }
    return places;
  }

  /** Whether a state stands in this set where the newest table has it. */
  boolean holds(EndpointState<T> state) {
    return hasPlaces && holdsAt(state.place(), state);
  }

  private boolean holdsAt(int index, EndpointState<?> state) {
    return index >= 0 && index < states.length && states[index] == state;
  }

  static boolean allows(Endpoint<?> endpoint, SelectionContext context) {
    return !context.avoids(endpoint) && context.matches(endpoint);
  }

  @Override
  public int size() {
    return states.length;
  }

  @Override
  public Endpoint<?> endpoint(int index) {
    return states[index].endpoint();
  }

  @Override
  public List<Endpoint<?>> members() {
    List<Endpoint<?>> all = new ArrayList<>(members.size());
    for (EndpointState<T> state : members) {
      all.add(state.endpoint());
    }
    return all;
  }

  @Override
  public double relativeWeight(int index) {
    return relativeWeights == null ? 1 : relativeWeights[index];
  }

  @Override
  public boolean hasEqualWeights() {
    return relativeWeights == null;
  }

  @Override
  public int inFlight(int index) {
    return states[index].inFlight();
  }

  @Override
  public int totalInFlight() {
    return ledger.totalInFlight();
  }

  @Override
  public double trafficShare(int index) {
    Ramp ramp = states[index].ramp();
    double started = ramp == null ? 1 : ramp.share(tickClock.nanos());
    return reserveShares == null ? started : started * reserveShares[index];
  }

  @Override
  public @Nullable LoadCell cell(int index) {
    return states[index].cell();
  }

  @Override
  public boolean admits(int index, SelectionContext context) {
    EndpointState<T> state = states[index];
    Gate gate = gates == null ? null : gates[index];
    return (gate == null || gate.admits(state, tickClock.nanos(), ticker))
        && (context.allowsAll() || allows(state.endpoint(), context));
  }

  @Override
  public boolean admitsAll(SelectionContext context) {
    return gates == null && context.allowsAll();
  }

  @Override
  public boolean hasReducedShares() {
    return slowStarts || reserveShares != null;
  }

  @Override
  public boolean follow(IntConsumer listener) {
    if (pickerMade || !hasPlaces) {
      // Nobody looks for followers any more, since a user's policy makes its picker late; or those
      // who would tell know no place in this set.
      return false;
    }
    follower = follower == null ? listener : follower.andThen(listener);
    return true;
  }

  void pickerMade() {
    pickerMade = true;
  }

  boolean isFollowed() {
    return follower != null || (next != null && next.isFollowed());
  }

  /** Called when a lease of the state was opened, reported or closed. */
  void changed(EndpointState<?> state) {
    int index = state.place();
    // Of a state that a newer table has elsewhere its picker learns at its first pick.
    if (!holdsAt(index, state)) {
      if (next != null) {
        next.changed(state);
      }
    } else if (follower != null) {
      follower.accept(index);
    }
  }

  @Override
  public long tickNanos() {
    return tickClock.nanos();
  }

  @Override
  public Ticker ticker() {
    return ticker;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public RandomSource random() {
    return random;
  }
}

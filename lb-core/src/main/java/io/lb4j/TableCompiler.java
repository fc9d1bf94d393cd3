package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.Traffic;
import io.lb4j.health.Witness;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.Trait;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles members and their standing into a pick table. All eligibility is decided here, so that a
 * selection decides none. Runs on the control side, one compilation at a time.
 */
final class TableCompiler<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
  private static final Picker NOBODY = (context, attempt) -> -1;

  private final Settings settings;
  private final LeaseLedger ledger;
  private final TickClock tickClock;
  private final Panic panic;
  private final AtomicBoolean warnedOfPolicy = new AtomicBoolean();
  // The last real one, kept while there are no candidates, so that a cursor survives the gap.
  private @Nullable Picker lastPicker;

  TableCompiler(Settings settings, LeaseLedger ledger, TickClock tickClock) {
    this.settings = settings;
    this.ledger = ledger;
    this.tickClock = tickClock;
    this.panic = new Panic(settings.panic());
  }

  PickTable<T> compile(Map<String, EndpointState<T>> members, boolean closed, long nowNanos) {
    boolean weightless = isWeightless(members.values());
    Traffics<T> traffics = Traffics.of(members.values(), weightless);
    boolean panicking = panic.isOn(traffics.usable(), traffics.available(), nowNanos);
    boolean failingOpen = panicking && settings.panic().action() == PanicPolicy.Action.FAIL_OPEN;
    List<EndpointState<T>> serving =
        closed || (panicking && !failingOpen) ? List.of() : traffics.serving(failingOpen);
    double @Nullable [] reserveShares =
        failingOpen ? null : reserveShares(serving, traffics.reserveShare(thins()));
    CandidateSet<T> candidates =
        new CandidateSet<>(
            toArray(serving),
            members.values(),
            relativeWeights(serving),
            gates(serving, reserveShares),
            reserveShares,
            serving.stream().anyMatch(state -> state.ramp() != null),
            ledger,
            tickClock,
            settings);
    Picker picker = serving.isEmpty() ? NOBODY : picker(candidates);
    candidates.pickerMade();
    place(members.values(), serving);
    List<EndpointState<T>> probing = traffics.probing();
    return new PickTable<>(
        candidates,
        picker,
        probing.isEmpty() || closed ? null : probing,
        members,
        traffics.usable(),
        traffics.available(),
        panicking,
        weightless,
        closed);
  }

  /** Whether a new table is owed although no endpoint has changed. */
  boolean isOutdated(long nowNanos) {
    return panic.endsAt(nowNanos);
  }

  /** Only when the picker is made: until the new table is out, the old one must find its own. */
  private void place(Collection<EndpointState<T>> members, List<EndpointState<T>> serving) {
    // Members are in the order of those that serve.
    int next = 0;
    for (EndpointState<T> state : members) {
      boolean serves = next < serving.size() && serving.get(next) == state;
      state.setPlace(serves ? next++ : -1);
    }
  }

  private boolean isWeightless(Collection<EndpointState<T>> members) {
    for (EndpointState<T> state : members) {
      if (state.endpoint().weight() > 0) {
        return false;
      }
    }
    return !members.isEmpty();
  }

  private double @Nullable [] relativeWeights(List<EndpointState<T>> serving) {
    double first = serving.isEmpty() ? 0 : serving.get(0).endpoint().weight();
    boolean equal = true;
    double largest = 0;
    for (EndpointState<T> state : serving) {
      double weight = state.endpoint().weight();
      equal &= weight == first;
      largest = Math.max(largest, weight);
    }
    if (equal) {
      return null;
    }
    // Scaled by the largest first: a sum of the weights as they are may overflow.
    double[] relative = new double[serving.size()];
    double total = 0;
    for (int i = 0; i < relative.length; i++) {
      relative[i] = Math.max(Double.MIN_NORMAL, serving.get(i).endpoint().weight() / largest);
      total += relative[i];
    }
    double mean = total / relative.length;
    for (int i = 0; i < relative.length; i++) {
      relative[i] /= mean;
    }
    return relative;
  }

  /** Whether picks of endpoints with less than their share are refused, for the policy's sake. */
  private boolean thins() {
    return !settings.policy().traits().contains(Trait.OWN_TRAFFIC_SHARES);
  }

  private double @Nullable [] reserveShares(List<EndpointState<T>> serving, double share) {
    if (serving.stream().noneMatch(TableCompiler::isInReserve)) {
      return null;
    }
    return serving.stream().mapToDouble(state -> isInReserve(state) ? share : 1).toArray();
  }

  private static boolean isInReserve(EndpointState<?> state) {
    return state.standing().traffic() == Traffic.RESERVE;
  }

  private @Nullable Gate @Nullable [] gates(
      List<EndpointState<T>> serving, double @Nullable [] reserveShares) {
    boolean thins = thins();
    // When all candidates warm up there is nobody to take what slow start would send away.
    boolean rampsHelp = thins && serving.stream().anyMatch(state -> state.ramp() == null);
    @Nullable Gate[] gates = null;
    for (int i = 0; i < serving.size(); i++) {
      EndpointState<T> state = serving.get(i);
      Ramp ramp = rampsHelp ? state.ramp() : null;
      double share = thins && reserveShares != null ? reserveShares[i] : 1;
      boolean limited =
          state.endpoint().maxConcurrency() != Endpoint.UNLIMITED
              || state.adapting() != null
              || state.rate() != null;
      // Against a verdict of the breaker it only serves when failing open; then it is not asked.
      Permits permits = state.standing().verdict(Witness.BREAKER) == null ? state.permits() : null;
      if (limited || ramp != null || share < 1 || permits != null) {
        if (gates == null) {
          gates = new @Nullable Gate[serving.size()];
        }
        gates[i] = new Gate(state, ramp, share, permits);
      }
    }
    return gates;
  }

  private Picker picker(CandidateSet<T> candidates) {
    try {
      lastPicker = settings.policy().newPicker(candidates, lastPicker);
      return lastPicker;
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      if (warnedOfPolicy.compareAndSet(false, true)) {
        LOG.warn(
            "lb4j {}: policy {} threw when the endpoints changed; picking at random until they"
                + " change again",
            settings.name(),
            settings.policy().name(),
            e);
      }
      return SelectionPolicies.random().newPicker(candidates, null);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> EndpointState<T>[] toArray(List<EndpointState<T>> states) {
    return states.toArray((EndpointState<T>[]) new EndpointState[0]);
  }
}

package io.lb4j;

import static java.util.stream.Collectors.toSet;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.Traffic;
import io.lb4j.health.Witness;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.Spread;
import io.lb4j.select.Trait;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.RegionPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles members and their standing into a pick table. All eligibility is decided here, so that a
 * selection decides none. One for all members, and one for each subset of them. Runs on the control
 * side, one compilation at a time.
 */
final class TableCompiler<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
  private static final Picker NOBODY = (context, attempt) -> -1;

  private final Settings settings;
  private final LeaseLedger ledger;
  private final TickClock tickClock;
  private final boolean isOfAll;
  private final LevelPlanner<T> planner;
  private final boolean drawsByKey;
  private final boolean areRegions;
  private final AtomicBoolean warnedOfPolicy = new AtomicBoolean();
  // The last real one of each level, kept while it has no candidates, so that a cursor survives
  // the gap.
  private final Map<LevelKey, Picker> lastPickers = new HashMap<>();

  /**
   * @param isOfAll whether the tables are of all members, which then know their places in them
   */
  TableCompiler(
      Settings settings,
      LeaseLedger ledger,
      TickClock tickClock,
      RegionScores scores,
      boolean isOfAll) {
    this.settings = settings;
    this.ledger = ledger;
    this.tickClock = tickClock;
    this.isOfAll = isOfAll;
    this.planner = new LevelPlanner<>(settings, scores);
    this.drawsByKey = settings.policy().spread() == Spread.BY_KEY;
    this.areRegions = settings.localities() instanceof RegionPolicy;
  }

  PickTable<T> compile(Map<String, EndpointState<T>> members, boolean closed, long nowNanos) {
    boolean weightless = isWeightless(members.values());
    List<PriorityPlan<T>> priorities = planner.plan(members.values(), weightless, nowNanos);
    List<LevelPlan<T>> plans =
        priorities.stream().flatMap(priority -> priority.levels().stream()).toList();
    if (!plans.isEmpty()) {
      lastPickers.keySet().retainAll(plans.stream().map(LevelPlan::key).collect(toSet()));
    }
    List<PickLevel<T>> levels = compile(plans, closed);
    if (isOfAll) {
      for (LevelPlan<T> plan : plans) {
        place(plan.members(), closed ? List.of() : plan.serving());
      }
    }
    List<EndpointState<T>> probing =
        closed
            ? List.of()
            : priorities.stream().flatMap(priority -> priority.probing().stream()).toList();
    List<PrioritySnapshot> pictures = priorities.stream().map(PriorityPlan::picture).toList();
    int established = priorities.stream().mapToInt(PriorityPlan::established).sum();
    PickLevel<T> first = levels.get(0);
    return new PickTable<>(
        first.candidates(),
        first.picker(),
        levels.size() == 1
            ? null
            : new PickLevels<>(levels, drawsByKey, areRegions, settings.random()),
        probing.isEmpty() ? null : probing,
        members,
        pictures,
        pictures.stream().mapToInt(PrioritySnapshot::usable).sum(),
        established > 0
            ? established
            : pictures.stream().mapToInt(PrioritySnapshot::available).sum(),
        null,
        weightless,
        closed);
  }

  /** Those who take traffic, the first priority first; one level without anybody if none does. */
  private List<PickLevel<T>> compile(List<LevelPlan<T>> plans, boolean closed) {
    List<PickLevel<T>> levels = new ArrayList<>();
    for (int i = plans.size() - 1; i >= 0; i--) {
      LevelPlan<T> plan = plans.get(i);
      if (!closed && !plan.serving().isEmpty()) {
        CandidateSet<T> next = levels.isEmpty() ? null : levels.get(0).candidates();
        levels.add(0, level(plan, next));
      }
    }
    if (levels.isEmpty()) {
      LevelKey nowhere = new LevelKey(0, LocalityPolicy.NOWHERE);
      levels.add(new PickLevel<>(nowhere, 0, 0, candidates(List.of(), List.of(), 1, null), NOBODY));
    }
    return levels;
  }

  private PickLevel<T> level(LevelPlan<T> plan, @Nullable CandidateSet<T> next) {
    CandidateSet<T> candidates =
        candidates(plan.serving(), plan.members(), plan.reserveShare(), next);
    Picker picker = picker(candidates, plan.key());
    candidates.pickerMade();
    return new PickLevel<>(plan.key(), plan.load(), plan.availability(), candidates, picker);
  }

  private CandidateSet<T> candidates(
      List<EndpointState<T>> serving,
      Collection<EndpointState<T>> members,
      double reserveShare,
      @Nullable CandidateSet<T> next) {
    double @Nullable [] reserveShares = reserveShares(serving, reserveShare);
    return new CandidateSet<>(
        toArray(serving),
        members,
        relativeWeights(serving),
        gates(serving, reserveShares),
        reserveShares,
        serving.stream().anyMatch(state -> state.ramp() != null),
        next,
        isOfAll,
        ledger,
        tickClock,
        settings);
  }

  /** Whether a new table is owed although no endpoint has changed. */
  boolean isOutdated(long nowNanos) {
    return planner.isOutdated(nowNanos);
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
    if (share == 1 || serving.stream().noneMatch(TableCompiler::isInReserve)) {
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

  private Picker picker(CandidateSet<T> candidates, LevelKey level) {
    try {
      Picker picker = settings.policy().newPicker(candidates, lastPickers.get(level));
      lastPickers.put(level, picker);
      return picker;
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

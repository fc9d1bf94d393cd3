package io.lb4j;

import io.lb4j.LocalityPlanner.Division;
import io.lb4j.health.PanicPolicy;
import io.lb4j.select.Trait;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.LocalityShares;
import io.lb4j.zone.PriorityHealth;
import io.lb4j.zone.PriorityLoads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides who serves in each priority, and for what part of the traffic. Where several have
 * endpoints, traffic spills from one to the next as long as all together suffice, and only then do
 * priorities panic, each for itself. Within a priority traffic may divide further, by zones or
 * regions. Guarded by the control loop's lock.
 */
final class LevelPlanner<T> {

  private static final int ALL_PERCENT = 100;

  private final Settings settings;
  private final boolean failsOpen;
  private final boolean thins;
  // By priority; forgotten with the last member.
  private final Map<Integer, Panic> panics = new HashMap<>();
  // Null if traffic does not divide within a priority.
  private final @Nullable LocalityPlanner<T> localities;

  LevelPlanner(Settings settings, RegionScores scores) {
    this.settings = settings;
    LocalityPolicy policy = settings.localities();
    this.localities = policy == null ? null : new LocalityPlanner<>(policy, scores);
    this.failsOpen = settings.panic().action() == PanicPolicy.Action.FAIL_OPEN;
    this.thins = !settings.policy().traits().contains(Trait.OWN_TRAFFIC_SHARES);
  }

  /** The members of one priority, and whether there is panic. */
  private record Group<T>(
      int priority, Collection<EndpointState<T>> members, Traffics<T> traffics, boolean panicking) {

    boolean isEmpty() {
      return traffics.members().isEmpty();
    }
  }

  /** Plans each priority that has members, the first one first. */
  List<PriorityPlan<T>> plan(
      Collection<EndpointState<T>> members, boolean weightless, long nowNanos) {
    SortedMap<Integer, Collection<EndpointState<T>>> byPriority = byPriority(members);
    panics.keySet().retainAll(byPriority.keySet());
    if (localities != null) {
      localities.retainAll(byPriority.keySet());
    }
    List<Group<T>> calm = new ArrayList<>(byPriority.size());
    byPriority.forEach(
        (priority, some) ->
            calm.add(new Group<>(priority, some, Traffics.of(some, weightless), false)));
    PriorityLoads byHealth = loads(calm, group -> group.traffics().health());
    boolean spills =
        byHealth.isEnough() && calm.stream().filter(group -> !group.isEmpty()).count() > 1;
    List<Group<T>> groups = new ArrayList<>(calm.size());
    for (Group<T> group : calm) {
      groups.add(
          new Group<>(
              group.priority(),
              group.members(),
              group.traffics(),
              isPanicking(group, spills || regionsSuffice(group, weightless), nowNanos)));
    }
    PriorityLoads loads = loads(groups, byHealth);
    List<PriorityPlan<T>> plans = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      Group<T> group = groups.get(i);
      LevelPlan<T> whole = level(group, loads.percent(i), loads.degradedPercent(i));
      Division<T> division =
          localities == null || group.panicking()
              ? null
              : localities.divide(whole, group.traffics(), weightless, nowNanos);
      plans.add(plan(group, whole, division));
    }
    return plans;
  }

  private boolean regionsSuffice(Group<T> group, boolean weightless) {
    return localities != null && localities.suffices(group.traffics(), weightless);
  }

  /** Whether panic ends, or shares change, although no endpoint has changed. */
  boolean isOutdated(long nowNanos) {
    return (localities != null && localities.isOutdated(nowNanos))
        || panics.values().stream().anyMatch(panic -> panic.endsAt(nowNanos));
  }

  private SortedMap<Integer, Collection<EndpointState<T>>> byPriority(
      Collection<EndpointState<T>> members) {
    SortedMap<Integer, Collection<EndpointState<T>>> byPriority = new TreeMap<>();
    if (members.isEmpty()) {
      return byPriority;
    }
    int first = members.iterator().next().endpoint().priority();
    if (members.stream().allMatch(state -> state.endpoint().priority() == first)) {
      // Mostly, and then there is nothing to copy.
      byPriority.put(first, members);
      return byPriority;
    }
    for (EndpointState<T> state : members) {
      byPriority
          .computeIfAbsent(state.endpoint().priority(), priority -> new ArrayList<>())
          .add(state);
    }
    return byPriority;
  }

  private boolean isPanicking(Group<T> group, boolean spills, long nowNanos) {
    Traffics<T> traffics = group.traffics();
    return panics
        .computeIfAbsent(group.priority(), priority -> new Panic(settings.panic()))
        .isOn(traffics.usable(), traffics.available(), spills, nowNanos);
  }

  private PriorityLoads loads(List<Group<T>> groups, PriorityLoads byHealth) {
    boolean anyPanics = groups.stream().anyMatch(Group::panicking);
    if (anyPanics && !failsOpen) {
      return bySizeUnlessAvailable(
          groups,
          loads(
              groups,
              group -> group.panicking() ? new PriorityHealth(0, 0, 0) : group.traffics().health()),
          group -> group.panicking() ? 0 : group.traffics().usable());
    }
    if (anyPanics && groups.stream().allMatch(group -> group.panicking() || group.isEmpty())) {
      // As much as the endpoints that panic brings back; if there is hard evidence against all,
      // that tells nothing either.
      boolean anyTrusted = groups.stream().anyMatch(group -> group.traffics().trusted() > 0);
      return bySize(
          groups,
          group -> anyTrusted ? group.traffics().trusted() : group.traffics().members().size());
    }
    return bySizeUnlessAvailable(groups, byHealth, group -> group.traffics().usable());
  }

  private PriorityLoads loads(List<Group<T>> groups, Function<Group<T>, PriorityHealth> health) {
    return PriorityLoads.of(groups.stream().map(health).toList(), settings.priorities());
  }

  /** Of many endpoints so few may serve that their percentage is rounded down to 0. */
  private PriorityLoads bySizeUnlessAvailable(
      List<Group<T>> groups, PriorityLoads byHealth, ToIntFunction<Group<T>> size) {
    return byHealth.isNone() ? bySize(groups, size) : byHealth;
  }

  private static <T> PriorityLoads bySize(List<Group<T>> groups, ToIntFunction<Group<T>> size) {
    return PriorityLoads.bySize(groups.stream().mapToInt(size).toArray());
  }

  private LevelPlan<T> level(Group<T> group, int loadPercent, int degradedPercent) {
    Traffics<T> traffics = group.traffics();
    boolean failsFast = group.panicking() && !failsOpen;
    boolean failingOpen = group.panicking() && failsOpen;
    return new LevelPlan<>(
        new LevelKey(group.priority(), LocalityPolicy.NOWHERE),
        group.members(),
        failsFast ? List.of() : traffics.serving(failingOpen, degradedPercent > 0),
        loadPercent * LocalityShares.WHOLE,
        ALL_PERCENT,
        failingOpen || degradedPercent == 0
            ? 1
            : traffics.reserveShare(thins, degradedPercent / (double) loadPercent));
  }

  private PriorityPlan<T> plan(Group<T> group, LevelPlan<T> whole, @Nullable Division<T> division) {
    Traffics<T> traffics = group.traffics();
    return new PriorityPlan<>(
        division == null ? List.of(whole) : division.levels(),
        traffics.probing(),
        traffics.established(),
        new PrioritySnapshot(
            group.priority(),
            traffics.usable(),
            traffics.available(),
            whole.load() / (double) LevelPlan.ALL,
            group.panicking(),
            division == null ? List.of() : division.pictures()));
  }
}

package io.lb4j;

import io.lb4j.health.Traffic;
import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.zone.LocalityHealth;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.LocalityShares;
import io.lb4j.zone.LocalityWeights;
import io.lb4j.zone.RegionPolicy;
import io.lb4j.zone.ZonePolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Divides one priority into a level for each zone or region, if traffic divides by that. Guarded by
 * the control loop's lock.
 */
final class LocalityPlanner<T> {

  private static final int HUNDRED = 100;

  private final LocalityPolicy policy;
  private final RegionScores scores;
  // Of a region policy, by priority; forgotten with the last member.
  private final Map<Integer, RegionTraffic> regions = new HashMap<>();

  LocalityPlanner(LocalityPolicy policy, RegionScores scores) {
    this.policy = policy;
    this.scores = scores;
  }

  /**
   * What a priority divides into.
   *
   * @param levels two or more
   * @param pictures of every place that has endpoints, in the order of their names
   */
  record Division<T>(List<LevelPlan<T>> levels, List<LocalitySnapshot> pictures) {}

  /** One zone or region with its endpoints. */
  private static final class Place<T> {
    private final String name;
    private final List<EndpointState<T>> members = new ArrayList<>();
    private final List<EndpointState<T>> serving = new ArrayList<>();
    private int usable;
    private int available;
    private double healthy;
    private double total;
    private boolean anyNormal;

    Place(String name) {
      this.name = name;
    }

    LocalityHealth health() {
      return new LocalityHealth(name, usable, healthy, Math.max(healthy, total));
    }
  }

  void retainAll(Set<Integer> priorities) {
    regions.keySet().retainAll(priorities);
  }

  /** Whether shares have changed although no endpoint has. */
  boolean isOutdated(long nowNanos) {
    boolean outdated = false;
    for (RegionTraffic traffic : regions.values()) {
      outdated |= traffic.isOutdated(nowNanos);
    }
    return outdated;
  }

  /**
   * Whether the regions of a priority can carry all of its traffic together, so that it spills from
   * one to the other instead of panicking. Zones do not stand by for each other like that.
   */
  boolean suffices(Traffics<T> traffics, boolean weightless) {
    if (!(policy instanceof RegionPolicy regional)) {
      return false;
    }
    Collection<Place<T>> places =
        places(traffics.members(), traffics.serving(false, true), traffics, 1, weightless);
    double carried = 0;
    for (Place<T> place : places) {
      carried += regional.availability(place.health());
    }
    return places.size() > 1 && carried >= 1;
  }

  /**
   * Divides a priority that is not in panic.
   *
   * @param whole as it is if traffic does not divide
   * @return null if it does not
   */
  @Nullable Division<T> divide(
      LevelPlan<T> whole, Traffics<T> traffics, boolean weightless, long nowNanos) {
    List<Place<T>> places =
        places(whole.members(), whole.serving(), traffics, whole.reserveShare(), weightless);
    if (places.stream().filter(place -> !place.serving.isEmpty()).count() < 2) {
      if (policy instanceof RegionPolicy regional && !whole.serving().isEmpty()) {
        // The shares must know, or a region that returns has its old share at once.
        traffic(whole, regional, nowNanos).carry(healths(places), nowNanos);
      }
      return null;
    }
    LocalityShares shares = shares(places, whole, nowNanos);
    if (shares == null) {
      return null;
    }
    List<LevelPlan<T>> levels = new ArrayList<>(places.size());
    List<LocalitySnapshot> pictures = new ArrayList<>(places.size());
    int percent = whole.load() / LocalityShares.WHOLE;
    for (int i = 0; i < places.size(); i++) {
      Place<T> place = places.get(i);
      levels.add(level(place, whole, percent * shares.part(i)));
      pictures.add(
          new LocalitySnapshot(
              place.name,
              place.usable,
              place.available,
              shares.part(i) / (double) LocalityShares.WHOLE,
              Double.NaN));
    }
    levels.sort(
        Comparator.<LevelPlan<T>>comparingInt(LevelPlan::load)
            .reversed()
            .thenComparingInt(level -> preference(level.key().locality())));
    return new Division<>(levels, List.copyOf(pictures));
  }

  /** Of places with equal shares, mostly none, which is asked first. */
  private int preference(String locality) {
    return policy instanceof ZonePolicy zones && zones.zone().equals(locality) ? 0 : 1;
  }

  private LevelPlan<T> level(Place<T> place, LevelPlan<T> whole, int load) {
    int availability =
        policy instanceof RegionPolicy regional
            ? (int) Math.round(HUNDRED * regional.availability(place.health()))
            : HUNDRED;
    return new LevelPlan<>(
        new LevelKey(whole.key().priority(), place.name),
        place.members,
        place.serving,
        load,
        availability,
        // Nobody is there to take what they refuse.
        place.anyNormal ? whole.reserveShare() : 1);
  }

  private @Nullable LocalityShares shares(
      List<Place<T>> places, LevelPlan<T> whole, long nowNanos) {
    List<LocalityHealth> healths = healths(places);
    if (policy instanceof ZonePolicy zones) {
      return zones.divide(healths);
    }
    if (policy instanceof LocalityWeights weights) {
      return weights.divide(healths);
    }
    return policy instanceof RegionPolicy regional
        ? traffic(whole, regional, nowNanos).carry(healths, nowNanos)
        : null;
  }

  private RegionTraffic traffic(LevelPlan<T> whole, RegionPolicy regional, long nowNanos) {
    return regions.computeIfAbsent(
        whole.key().priority(), priority -> new RegionTraffic(regional, scores, nowNanos));
  }

  private static List<LocalityHealth> healths(List<? extends Place<?>> places) {
    List<LocalityHealth> healths = new ArrayList<>(places.size());
    for (Place<?> place : places) {
      healths.add(place.health());
    }
    return healths;
  }

  private List<Place<T>> places(
      Collection<EndpointState<T>> members,
      List<EndpointState<T>> serving,
      Traffics<T> traffics,
      double reserveShare,
      boolean weightless) {
    Map<String, Place<T>> places = new TreeMap<>();
    for (EndpointState<T> state : members) {
      place(places, state).members.add(state);
    }
    for (EndpointState<T> state : serving) {
      Place<T> place = place(places, state);
      place.serving.add(state);
      boolean inReserve = state.standing().traffic() == Traffic.RESERVE;
      place.anyNormal |= !inReserve;
      place.healthy += (inReserve ? reserveShare : 1) * weight(state, weightless);
    }
    for (EndpointState<T> state : traffics.members()) {
      Place<T> place = place(places, state);
      place.usable += state.standing().isUsable() ? 1 : 0;
      if (traffics.established() == 0 || !state.standing().isAwaited()) {
        place.available++;
        place.total += weight(state, weightless);
      }
    }
    return List.copyOf(places.values());
  }

  private Place<T> place(Map<String, Place<T>> places, EndpointState<T> state) {
    return places.computeIfAbsent(policy.localityOf(state.endpoint()), Place::new);
  }

  private static double weight(EndpointState<?> state, boolean weightless) {
    return weightless ? 1 : state.endpoint().weight();
  }
}

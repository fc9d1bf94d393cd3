package io.lb4j.simulator.measure;

import io.lb4j.health.HealthState;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the clients thought of each server, at the end of each interval. Every row has one number
 * per server: of how many clients it was true.
 *
 * @param known they had it in their set
 * @param held they held it in this state; every state but healthy, in order of severity
 */
public record StandingSeries(List<Counts> known, Map<HealthState, List<Counts>> held) {

  private static final Set<HealthState> HELD =
      EnumSet.complementOf(EnumSet.of(HealthState.HEALTHY));

  /**
   * Keeps copies.
   *
   * @param known {@link #known()}
   * @param held {@link #held()}
   */
  public StandingSeries {
    known = List.copyOf(known);
    Map<HealthState, List<Counts>> copies = new EnumMap<>(HealthState.class);
    held.forEach((state, rows) -> copies.put(state, List.copyOf(rows)));
    held = Collections.unmodifiableMap(copies);
  }

  /** Grows while a run goes on. */
  static final class Recorder {

    private final List<Counts> known = new ArrayList<>();
    private final Map<HealthState, List<Counts>> held = new EnumMap<>(HealthState.class);

    Recorder() {
      HELD.forEach(state -> held.put(state, new ArrayList<>()));
    }

    void add(List<Server> servers, Standings standings) {
      int[] row = new int[servers.size()];
      Arrays.setAll(row, i -> standings.knownBy(servers.get(i).id()));
      known.add(Counts.copyOf(row, row.length));
      held.forEach((state, rows) -> rows.add(held(servers, standings, state)));
    }

    private static Counts held(List<Server> servers, Standings standings, HealthState state) {
      int[] row = new int[servers.size()];
      Arrays.setAll(row, i -> standings.heldBy(servers.get(i).id(), state));
      return Counts.copyOf(row, row.length);
    }

    StandingSeries series() {
      return new StandingSeries(known, held);
    }
  }
}

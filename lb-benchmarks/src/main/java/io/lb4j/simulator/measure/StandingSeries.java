package io.lb4j.simulator.measure;

import io.lb4j.health.HealthState;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the clients thought of each server, at the end of each interval. Every row has one number
 * per server: of how many clients it was true.
 *
 * @param known they had it in their set
 * @param ejected they had ejected it
 * @param draining they let it finish what it had
 * @param disabled an operator had taken it out
 */
public record StandingSeries(
    List<Counts> known, List<Counts> ejected, List<Counts> draining, List<Counts> disabled) {

  /**
   * Keeps copies.
   *
   * @param known {@link #known()}
   * @param ejected {@link #ejected()}
   * @param draining {@link #draining()}
   * @param disabled {@link #disabled()}
   */
  public StandingSeries {
    known = List.copyOf(known);
    ejected = List.copyOf(ejected);
    draining = List.copyOf(draining);
    disabled = List.copyOf(disabled);
  }

  /** Grows while a run goes on. */
  static final class Recorder {

    private final List<Counts> known = new ArrayList<>();
    private final List<Counts> ejected = new ArrayList<>();
    private final List<Counts> draining = new ArrayList<>();
    private final List<Counts> disabled = new ArrayList<>();

    void add(List<Server> servers, Standings standings) {
      int[] row = new int[servers.size()];
      Arrays.setAll(row, i -> standings.knownBy(servers.get(i).id()));
      known.add(Counts.copyOf(row, row.length));
      ejected.add(held(servers, standings, HealthState.EJECTED));
      draining.add(held(servers, standings, HealthState.DRAINING));
      disabled.add(held(servers, standings, HealthState.DISABLED));
    }

    private static Counts held(List<Server> servers, Standings standings, HealthState state) {
      int[] row = new int[servers.size()];
      Arrays.setAll(row, i -> standings.heldBy(servers.get(i).id(), state));
      return Counts.copyOf(row, row.length);
    }

    StandingSeries series() {
      return new StandingSeries(known, ejected, draining, disabled);
    }
  }
}

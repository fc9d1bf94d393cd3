package io.lb4j.examples.quickstart;

import io.lb4j.health.HealthState;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One second of the show, ready to be printed in whatever form. */
record Frame(
    double seconds,
    Phase phase,
    long callsPerSecond,
    long calls,
    long failures,
    long retries,
    List<Row> rows) {

  /** One endpoint in that second. */
  record Row(
      String label,
      Mood mood,
      String state,
      double share,
      int inFlight,
      double p99Millis,
      String condition) {}

  /** How good or bad a state is, for the colour. */
  enum Mood {
    GOOD,
    CHANGING,
    BAD,
    GONE
  }

  /**
   * Joins what the balancer believes with what the clients measured and what is true.
   *
   * @param known every endpoint there ever was, as seen last
   * @param conditions what the scenario has done to endpoints, by id
   */
  static List<Row> rows(
      BalancerSnapshot snapshot,
      Collection<EndpointSnapshot> known,
      Map<String, Figures.Recent> recent,
      Map<String, String> conditions) {
    double answers = recent.values().stream().mapToLong(Figures.Recent::answers).sum();
    List<Row> rows = new ArrayList<>();
    for (EndpointSnapshot endpoint : known) {
      boolean member = snapshot.endpoint(endpoint.id()).isPresent();
      Figures.Recent own = recent.getOrDefault(endpoint.id(), Figures.Recent.NONE);
      rows.add(
          new Row(
              Label.of(endpoint.id()),
              member ? mood(endpoint) : Mood.GONE,
              member ? state(endpoint) : "removed",
              answers == 0 ? 0 : own.answers() / answers,
              member ? endpoint.inFlight() : 0,
              own.p99Millis(),
              conditions.getOrDefault(endpoint.id(), "")));
    }
    return rows;
  }

  private static Mood mood(EndpointSnapshot endpoint) {
    return switch (endpoint.state()) {
      case HEALTHY -> endpoint.slowStartShare() < 1 ? Mood.CHANGING : Mood.GOOD;
      case EJECTED -> Mood.BAD;
      default -> Mood.CHANGING;
    };
  }

  private static String state(EndpointSnapshot endpoint) {
    boolean starting = endpoint.state() == HealthState.HEALTHY && endpoint.slowStartShare() < 1;
    return starting
        ? String.format(Locale.ROOT, "starting at %.0f %%", 100 * endpoint.slowStartShare())
        : endpoint.state().toString();
  }
}

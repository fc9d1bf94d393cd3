package io.lb4j.simulator.report;

import java.util.Comparator;
import java.util.List;

/**
 * Contenders in the order of their scores, best first.
 *
 * <p>In a scenario a policy scores its p99 ÷ the least p99 there, times 1 + what it fails beyond
 * the best, in percent. So 1 is the best of all, and one call more in a hundred that fails counts
 * as much as twice the p99. Over several scenarios it scores the geometric mean.
 */
record Ranking(List<Place> places) {

  private static final double PERCENT = 100;

  Ranking {
    places = List.copyOf(places);
  }

  /**
   * One contender's place.
   *
   * @param contender who
   * @param score over all scenarios
   * @param worst where it scored worst
   * @param worstScore there
   */
  record Place(Contender contender, double score, String worst, double worstScore) {
    @Override
    public String toString() {
      return contender.label() + " (score " + Wording.digits(score) + ")";
    }
  }

  static Ranking of(FigureTable table, List<String> scenarios, List<Contender> contenders) {
    return new Ranking(
        contenders.stream()
            .map(contender -> place(table, scenarios, contenders, contender))
            .sorted(Comparator.comparingDouble(Place::score))
            .toList());
  }

  private static Place place(
      FigureTable table, List<String> scenarios, List<Contender> contenders, Contender contender) {
    double logs = 0;
    String worst = "";
    double worstScore = 0;
    for (String scenario : scenarios) {
      double score = score(table, scenario, contenders, contender);
      // StrictMath, since the report must be the same everywhere.
      logs += StrictMath.log(score);
      if (score > worstScore) {
        worst = scenario;
        worstScore = score;
      }
    }
    return new Place(contender, StrictMath.exp(logs / scenarios.size()), worst, worstScore);
  }

  static double score(
      FigureTable table, String scenario, List<Contender> contenders, Contender contender) {
    List<KeyFigures> all =
        contenders.stream().map(each -> table.median(scenario, each.policy())).toList();
    KeyFigures own = table.median(scenario, contender.policy());
    double leastP99 = all.stream().mapToLong(KeyFigures::p99Nanos).min().orElseThrow();
    double mostSuccess = all.stream().mapToDouble(KeyFigures::success).max().orElseThrow();
    return own.p99Nanos() / leastP99 * (1 + PERCENT * (mostSuccess - own.success()));
  }

  /** A contender's place, counted from 1. */
  int rank(Contender contender) {
    return places.indexOf(place(contender)) + 1;
  }

  Place place(Contender contender) {
    return places.stream()
        .filter(place -> place.contender().equals(contender))
        .findFirst()
        .orElseThrow();
  }

  Place best() {
    return places.get(0);
  }
}

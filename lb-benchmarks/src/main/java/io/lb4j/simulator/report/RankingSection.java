package io.lb4j.simulator.report;

import io.lb4j.simulator.report.Ranking.Place;
import java.util.ArrayList;
import java.util.List;

/** Who did best over all scenarios, and where each did not. */
final class RankingSection {

  /** A score up to here counts as good as the best. */
  static final double CLOSE = 1.1;

  private final FigureTable table;
  private final Ranking ranking;

  RankingSection(FigureTable table) {
    this.table = table;
    this.ranking = Ranking.of(table, Plan.RANKED, Contender.ALL);
  }

  String places() {
    List<List<String>> rows = new ArrayList<>();
    for (Place place : ranking.places()) {
      Contender contender = place.contender();
      long close = Plan.RANKED.stream().filter(name -> score(name, contender) <= CLOSE).count();
      rows.add(
          List.of(
              ranking.rank(contender) + ". " + contender.label(),
              contender.needs().isEmpty() ? "nothing" : contender.needs(),
              Wording.digits(place.score()),
              close + " of " + Plan.RANKED.size(),
              place.worst() + " (" + Wording.digits(place.worstScore()) + ")"));
    }
    return Markdown.table(List.of("Policy", "Needs", "Score", "Close", "Worst in"), rows);
  }

  String conclusions() {
    Place best = ranking.best();
    Place bestWithoutNeeds =
        ranking.places().stream()
            .filter(place -> place.contender().needs().isEmpty())
            .findFirst()
            .orElseThrow();
    Place own = ranking.place(Contender.DEFAULT);
    Place plain = ranking.place(Contender.PLAIN);
    return Markdown.list(
        List.of(
            "Best of all: " + best + ".",
            "Best of those that need nothing from servers or calls: " + bestWithoutNeeds + ".",
            "The default has place "
                + ranking.rank(Contender.DEFAULT)
                + " of "
                + ranking.places().size()
                + "; its worst scenario is "
                + own.worst()
                + ".",
            "Plain round robin scores "
                + Wording.digits(plain.score() / own.score())
                + " times as much as the default."));
  }

  String scores() {
    List<String> head = new ArrayList<>(List.of("Scenario"));
    ranking.places().forEach(place -> head.add(place.contender().label()));
    List<List<String>> rows = new ArrayList<>();
    for (String scenario : Plan.RANKED) {
      List<String> row = new ArrayList<>(List.of(scenario));
      for (Place place : ranking.places()) {
        double score = score(scenario, place.contender());
        row.add(score <= CLOSE ? "**" + Wording.digits(score) + "**" : Wording.digits(score));
      }
      rows.add(row);
    }
    return Markdown.table(head, rows);
  }

  private double score(String scenario, Contender contender) {
    return Ranking.score(table, scenario, Contender.ALL, contender);
  }
}

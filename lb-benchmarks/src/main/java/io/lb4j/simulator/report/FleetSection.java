package io.lb4j.simulator.report;

import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;

/** What the default should be, by the size of the fleet. */
final class FleetSection {

  private static final List<Contender> WITHOUT_NEEDS =
      Plan.FLEET_CONTENDERS.stream().filter(contender -> contender.needs().isEmpty()).toList();

  private final FigureTable table;

  FleetSection(FigureTable table) {
    this.table = table;
  }

  String latencies() {
    List<String> head = new ArrayList<>(List.of("Policy"));
    Plan.FLEETS.forEach(
        fleet -> head.add(size(fleet) + ", " + fleet.substring(fleet.lastIndexOf('-') + 1)));
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : Plan.FLEET_CONTENDERS) {
      List<String> row = new ArrayList<>(List.of(contender.label()));
      for (String fleet : Plan.FLEETS) {
        row.add(Wording.duration(table.median(fleet, contender.policy()).p99Nanos()));
      }
      rows.add(row);
    }
    return Markdown.table(head, rows);
  }

  String conclusions() {
    List<String> conclusions = new ArrayList<>();
    for (int i = 0; i < Plan.FLEETS.size(); i += 2) {
      List<String> lightAndHeavy = Plan.FLEETS.subList(i, i + 2);
      Ranking ranking = Ranking.of(table, lightAndHeavy, WITHOUT_NEEDS);
      conclusions.add(size(lightAndHeavy.get(0)) + ": " + order(ranking));
    }
    conclusions.add("All sizes: " + order(Ranking.of(table, Plan.FLEETS, WITHOUT_NEEDS)));
    Ranking ranked = Ranking.of(table, Plan.RANKED, Contender.WITHOUT_NEEDS);
    conclusions.add("The " + Plan.RANKED.size() + " scenarios of the ranking: " + order(ranked));
    return Markdown.list(conclusions);
  }

  private static String size(String fleet) {
    Scenario scenario = Scenarios.find(fleet);
    int servers = scenario.servers().stream().mapToInt(group -> group.count()).sum();
    return scenario.clients().count() + " × " + servers;
  }

  /** The first two, and the default wherever it is. */
  private static String order(Ranking ranking) {
    String order = ranking.places().get(0) + ", then " + ranking.places().get(1);
    int rank = ranking.rank(Contender.DEFAULT);
    return rank <= 2
        ? order + "."
        : order + "; " + ranking.place(Contender.DEFAULT) + " has place " + rank + ".";
  }
}

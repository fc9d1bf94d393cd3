package io.lb4j.simulator.report;

import io.lb4j.simulator.notation.Resource;
import io.lb4j.simulator.notation.Template;
import io.lb4j.simulator.scenario.Scenarios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The report's page: a template for the definitions, and what is computed from key figures. */
final class Page {

  private static final List<String> COLUMNS =
      List.of("Policy", "Success", "p50", "p99", "p99.9", "Attempts", "Peak", "Ejections");

  private final FigureTable table;

  Page(FigureTable table) {
    this.table = table;
  }

  static String plotName(String scenario) {
    return "p99-" + scenario + ".svg";
  }

  String text() {
    RankingSection ranking = new RankingSection(table);
    FleetSection fleets = new FleetSection(table);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("runs", String.valueOf(table.rows().size()));
    values.put("seeds", String.valueOf(table.seeds()));
    values.put("keys", String.valueOf(Provision.KEYS));
    values.put("close", Wording.digits(RankingSection.CLOSE));
    values.put("ranking", ranking.places());
    values.put("ranking_conclusions", ranking.conclusions());
    values.put("scores", ranking.scores());
    values.put("fleets", fleets.latencies());
    values.put("fleet_conclusions", fleets.conclusions());
    values.put("protections", protections());
    values.put("hedging", hedging());
    values.put("health_scenarios", scenarios(Plan.HEALTH));
    values.put("health", health());
    values.put("place_scenarios", scenarios(Plan.places()));
    values.put("places", places());
    values.put("weights", figures(Plan.WEIGHTED, table.policies(Plan.WEIGHTED)));
    values.put(
        "scenarios", Plan.RANKED.stream().map(this::scenario).collect(Collectors.joining("\n\n")));
    return new Template(Resource.text("/report/simulation.md")).filled(values);
  }

  private String scenario(String name) {
    return String.join(
        "\n\n",
        "### " + name,
        sentence(Scenarios.find(name).description()),
        "![latency by policy in " + name + "](simulation/" + plotName(name) + ")",
        figures(name, Contender.ALL.stream().map(Contender::policy).toList()));
  }

  private String figures(String scenario, List<String> policies) {
    List<List<String>> rows = new ArrayList<>();
    for (String policy : policies) {
      KeyFigures row = table.median(scenario, policy);
      rows.add(
          List.of(
              Contender.labelOf(policy),
              Wording.percent(row.success()),
              Wording.duration(row.p50Nanos()),
              Wording.duration(row.p99Nanos()),
              Wording.duration(row.p999Nanos()),
              Wording.digits(row.attemptsPerCall()),
              Wording.digits(row.peakLoadRatio()),
              row.ejectionsRight() + " + " + row.ejectionsWrong()));
    }
    return Markdown.table(COLUMNS, rows);
  }

  private String protections() {
    List<List<String>> rows = new ArrayList<>();
    for (Plan.Pair pair : Plan.PAIRS) {
      KeyFigures with = table.median(pair.scenario(), pair.policy());
      KeyFigures without = table.median(pair.scenario(), pair.reduced());
      rows.add(
          List.of(
              pair.scenario(),
              Contender.labelOf(pair.policy()),
              pair.without().replace('_', ' '),
              change(Wording.percent(with.success()), Wording.percent(without.success())),
              change(Wording.duration(with.p99Nanos()), Wording.duration(without.p99Nanos())),
              change(
                  Wording.digits(with.attemptsPerCall()),
                  Wording.digits(without.attemptsPerCall()))));
    }
    return Markdown.table(
        List.of("Scenario", "Policy", "Without", "Success", "p99", "Attempts"), rows);
  }

  private String hedging() {
    List<List<String>> rows = new ArrayList<>();
    for (Plan.Pair pair : Plan.HEDGES) {
      KeyFigures with = table.median(pair.scenario(), pair.policy());
      KeyFigures without = table.median(pair.scenario(), pair.reduced());
      rows.add(
          List.of(
              Contender.labelOf(pair.policy()),
              change(Wording.duration(without.p50Nanos()), Wording.duration(with.p50Nanos())),
              change(Wording.duration(without.p99Nanos()), Wording.duration(with.p99Nanos())),
              change(Wording.duration(without.p999Nanos()), Wording.duration(with.p999Nanos())),
              Wording.percent(with.attemptsPerCall() / without.attemptsPerCall() - 1)));
    }
    return Markdown.table(List.of("Policy", "p50", "p99", "p99.9", "More requests"), rows);
  }

  private String health() {
    List<List<String>> rows = new ArrayList<>();
    for (String scenario : Plan.HEALTH) {
      for (Contender contender : Plan.HEALTH_CONTENDERS) {
        KeyFigures row = table.median(scenario, contender.policy());
        rows.add(
            List.of(
                scenario,
                contender.label(),
                Wording.percent(row.success()),
                Wording.duration(row.p99Nanos()),
                Wording.digits(row.attemptsPerCall()),
                row.ejectionsRight() + " + " + row.ejectionsWrong()));
      }
    }
    return Markdown.table(
        List.of("Scenario", "Policy", "Success", "p99", "Attempts", "Ejections"), rows);
  }

  private String places() {
    List<List<String>> rows = new ArrayList<>();
    for (Plan.Pair pair : Plan.PLACES) {
      KeyFigures with = table.median(pair.scenario(), pair.policy());
      KeyFigures without = table.median(pair.scenario(), pair.reduced());
      rows.add(
          List.of(
              pair.scenario(),
              Contender.labelOf(pair.policy()),
              change(Wording.percent(without.awayShare()), Wording.percent(with.awayShare())),
              change(Wording.percent(without.success()), Wording.percent(with.success())),
              change(Wording.duration(without.p50Nanos()), Wording.duration(with.p50Nanos())),
              change(Wording.duration(without.p99Nanos()), Wording.duration(with.p99Nanos())),
              change(
                  Wording.digits(without.peakLoadRatio()), Wording.digits(with.peakLoadRatio()))));
    }
    return Markdown.table(
        List.of("Scenario", "Policy", "Away", "Success", "p50", "p99", "Peak"), rows);
  }

  private static String scenarios(List<String> names) {
    return Markdown.list(
        names.stream()
            .map(name -> name + ": " + sentence(Scenarios.find(name).description()))
            .toList());
  }

  private static String change(String from, String to) {
    return from + " → " + to;
  }

  private static String sentence(String text) {
    return text.endsWith("?") ? text : text + ".";
  }
}

package io.lb4j.simulator.page;

import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ResultJson;
import io.lb4j.simulator.notation.Resource;
import io.lb4j.simulator.notation.Template;
import io.lb4j.simulator.scenario.Scenario;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Results of one scenario as an HTML page with charts. The page needs nothing from anywhere: style,
 * scripts and figures are in it, and its content security policy forbids it to fetch more. The
 * figures are those of {@link ResultJson}, so rows per server end at as many servers as there.
 */
public final class Page {

  private static final String FOLDER = "/page/";

  /** In the order in which they use each other. */
  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "run.js",
          "view.js",
          "surface.js",
          "lines.js",
          "rows.js",
          "table.js",
          "page.js");

  private Page() {}

  /**
   * Writes a page.
   *
   * @param scenario what happened
   * @param results of any number of policies and seeds; at least one
   * @return the text of an HTML file, to be stored as UTF-8
   * @throws IllegalArgumentException if there are no results
   */
  public static String write(Scenario scenario, List<Result> results) {
    if (results.isEmpty()) {
      throw new IllegalArgumentException("there are no results to show; run at least one policy");
    }
    return new Template(Resource.text(FOLDER + "page.html"))
        .filled(
            Map.of(
                "title", Escape.html(scenario.name()),
                "description", Escape.html(scenario.description()),
                "style", Resource.text(FOLDER + "page.css"),
                "runs", Escape.scriptData(runs(results)),
                "script", script()));
  }

  private static String runs(List<Result> results) {
    return results.stream().map(ResultJson::write).collect(Collectors.joining(",\n", "[", "]"));
  }

  private static String script() {
    return SCRIPTS.stream()
        .map(name -> Resource.text(FOLDER + name))
        .collect(Collectors.joining("\n"));
  }
}

package io.lb4j.simulator.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.simulator.Simulation;
import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.fleet.ServerGroup;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.ResultJson;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.server.Distribution;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"runs\">(.*?)</script>", Pattern.DOTALL);

  @Test
  void holdsTheFiguresOfTheJson() {
    Scenario scenario = scenario("plain");
    Result one = run(scenario, "round_robin");
    Result other = run(scenario, "peak_ewma");

    assertThat(data(Page.write(scenario, List.of(one, other))))
        .isEqualTo("[" + ResultJson.write(one) + ",\n" + ResultJson.write(other) + "]");
  }

  @Test
  void isTheSameForTheSameSeed() {
    Scenario scenario = scenario("plain");
    assertThat(Page.write(scenario, List.of(run(scenario, "peak_ewma"))))
        .isEqualTo(Page.write(scenario, List.of(run(scenario, "peak_ewma"))));
  }

  @Test
  void needsNothingFromAnywhere() {
    assertThat(page("plain"))
        .doesNotContainIgnoringCase("http://", "https://", "src=", "href=", "url(", "@import")
        .doesNotContain("fetch(", "XMLHttpRequest", "import(")
        .contains("default-src 'none'");
  }

  @Test
  void makesElementsOfTextNowhere() {
    assertThat(page("plain"))
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
  }

  @Test
  void leavesNoPlaceUnfilled() {
    assertThat(page("plain")).doesNotContain("{{");
  }

  @Test
  void hostileNamesStayText() {
    String hostile = "</script><script>alert(1)</script><!--<img onerror='x' name=\"{{style}}\">&";
    Scenario scenario = scenario(hostile);
    String page = Page.write(scenario, List.of(run(scenario, "round_robin")));

    assertThat(page).doesNotContain("<script>alert", "<img", "<!--");
    assertThat(page).contains("<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!--");
    assertThat(page).contains("name=&quot;{{style}}&quot;&gt;&amp;</h1>");
    assertThat(data(page).replace("\\u003c", "<").replace("\\u003e", ">"))
        .contains("\"scenario\":\"" + hostile.replace("\"", "\\\"") + "\"");
  }

  @Test
  void everyElementThatScriptsLookUpExists() {
    String page = page("plain");
    Matcher lookUps = Pattern.compile("element\\(\"([\\w-]+)\"\\)").matcher(page);
    assertThat(lookUps.results().map(found -> "id=\"" + found.group(1) + "\"").distinct().toList())
        .hasSizeGreaterThan(10)
        .allSatisfy(id -> assertThat(page).contains(id));
  }

  @Test
  void refusesToShowNothing() {
    assertThatThrownBy(() -> Page.write(scenario("plain"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one policy");
  }

  private static String page(String name) {
    Scenario scenario = scenario(name);
    return Page.write(scenario, List.of(run(scenario, "round_robin")));
  }

  private static String data(String page) {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return data.group(1);
  }

  private static Result run(Scenario scenario, String policy) {
    return Simulation.run(scenario, Contestant.parse(policy), 1);
  }

  private static Scenario scenario(String name) {
    return Scenario.steady(
        name,
        5_000_000_000L,
        1_000_000_000L,
        Population.plain(3, new Arrivals.Poisson(100)),
        List.of(ServerGroup.plain("server", 4, new Distribution.Exponential(1e6))),
        Contestant.parse("round_robin"));
  }
}

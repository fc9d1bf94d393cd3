package io.lb4j.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random rules and requests: the tables decide as asking rule by rule would. */
final class RouterConformanceTest {

  private static final String[] HOSTS = {
    "a", "x.a", "y.x.a", "b", "*.a", "*.x.a", "*.b", "z.y.x.a", "ba"
  };
  private static final String[] SEGMENTS = {"p", "q", "pp", "{id}", "*"};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void tablesDecideAsAskingRuleByRuleWould(long seed) {
    Random random = new Random(seed);
    int decided = 0;
    int shadowed = 0;
    for (int round = 0; round < 40; round++) {
      RouterBuilder<Ask, String> builder = Ask.router();
      List<Rule<Ask, String>> rules = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Rule<Ask, String> rule = randomRule(random, rules.size());
        try {
          builder.add(rule);
          rules.add(rule);
        } catch (IllegalArgumentException e) {
          shadowed++;
          assertNeverReached(rule, rules, random);
        }
      }
      Router<Ask, String> router = builder.otherwise("other").build();
      for (int i = 0; i < 200; i++) {
        Ask ask = randomAsk(random);
        String expected = oneByOne(rules, ask);
        assertThat(router.route(ask)).as("%s%n%s", ask, router.explain(ask)).isEqualTo(expected);
        assertThat(router.explain(ask).chosen()).isEqualTo(router.match(ask).name());
        decided += expected.equals("other") ? 0 : 1;
      }
    }
    assertThat(decided).isGreaterThan(1000);
    assertThat(shadowed).isGreaterThan(100);
  }

  private static void assertNeverReached(
      Rule<Ask, String> rule, List<Rule<Ask, String>> before, Random random) {
    for (int i = 0; i < 50; i++) {
      Ask ask = randomAsk(random);
      if (rule.matches(new Reading<>(Ask.VIEW, ask), ask.host(), ask.path())) {
        assertThat(oneByOne(before, ask)).as("%s for %s", rule, ask).isNotEqualTo("other");
      }
    }
  }

  private static String oneByOne(List<Rule<Ask, String>> rules, Ask ask) {
    return rules.stream()
        .filter(rule -> rule.matches(new Reading<>(Ask.VIEW, ask), ask.host(), ask.path()))
        .findFirst()
        .map(rule -> rule.route().destination())
        .orElse("other");
  }

  private static Rule<Ask, String> randomRule(Random random, int place) {
    String name = "rule " + place + " " + random.nextInt();
    RuleBuilder<Ask, String> rule = new RuleBuilder<>(Ask.router(), name, place);
    if (random.nextInt(3) > 0) {
      rule.host(HOSTS[random.nextInt(HOSTS.length)]);
    }
    if (random.nextInt(6) > 0) {
      String path = randomPath(random, SEGMENTS.length);
      rule.pathPattern(random.nextBoolean() ? path : path + "/**");
    } else {
      rule.method("GET");
    }
    switch (random.nextInt(5)) {
      case 0 -> rule.header("h", "1");
      case 1 -> rule.notHeader("h", "1");
      case 2 -> rule.header("h");
      case 3 -> rule.query("q");
      default -> {}
    }
    return rule.rule(name);
  }

  private static String randomPath(Random random, int segments) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      path.append('/').append(SEGMENTS[random.nextInt(segments)]);
    }
    return path.toString();
  }

  private static Ask randomAsk(Random random) {
    String host = HOSTS[random.nextInt(HOSTS.length)].replace("*.", "w.");
    String path = randomPath(random, 3) + (random.nextInt(4) == 0 ? "/" : "");
    Map<String, String> headers =
        random.nextBoolean() ? Map.of() : Map.of("h", "" + random.nextInt(3));
    Map<String, String> query = random.nextBoolean() ? Map.of() : Map.of("q", "");
    return new Ask(random.nextBoolean() ? "GET" : "POST", host, path, headers, query);
  }
}

package io.lb4j.route;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be meant fails when the router is built, and names the rules. */
final class RouterMistakesTest {

  @Test
  void aRuleBehindABroaderOneIsNeverReached() {
    assertThatThrownBy(
            () ->
                Ask.router()
                    .rule("all")
                    .pathPrefix("/cart")
                    .to("a")
                    .rule("one")
                    .host("shop.example")
                    .pathPattern("/cart/{id}")
                    .method("GET")
                    .to("b"))
        .hasMessage(
            "rule \"one\" (host shop.example, path pattern /cart/{id}, method GET) is never"
                + " reached, since \"all\" (path prefix /cart) stands before it and matches the"
                + " same requests; put the narrower first");
    assertThatThrownBy(
            () ->
                Ask.router()
                    .rule("set")
                    .header("x")
                    .to("a")
                    .rule("two")
                    .header("X", "2")
                    .cookie("c")
                    .to("b"))
        .hasMessageContaining("\"two\"")
        .hasMessageContaining("\"set\"");
  }

  @Test
  void equalRulesAreDuplicates() {
    assertThatThrownBy(
            () ->
                Ask.router()
                    .rule("one")
                    .method("GET", "PUT")
                    .path("/a")
                    .to("a")
                    .rule("two")
                    .path("/a")
                    .method("PUT", "GET")
                    .to("b"))
        .hasMessageStartingWith("rules \"one\"")
        .hasMessageContaining("\"two\"")
        .hasMessageEndingWith("are the same; remove one");
    assertThatThrownBy(() -> Ask.router().rule("a").path("/a").to("a").rule("a"))
        .hasMessage("rule name \"a\" is taken; names tell rules apart, so choose another");
  }

  @Test
  void rulesThatOnlyOverlapAreFine() {
    Predicate<Ask> odd = ask -> ask.path().length() % 2 == 1;
    assertThatCode(
            () ->
                Ask.router()
                    .rule("1")
                    .path("/a")
                    .to("a")
                    .rule("2")
                    .pathPrefix("/a")
                    .to("b")
                    .rule("3")
                    .pathPattern("/*")
                    .to("c")
                    .rule("4")
                    .host("a.example")
                    .to("d")
                    .rule("5")
                    .host("*.a.example")
                    .to("e")
                    .rule("6")
                    .notHeader("x", "1")
                    .to("f")
                    .rule("7")
                    .header("x")
                    .to("g")
                    .rule("8")
                    .when("odd", odd)
                    .to("h")
                    .rule("9")
                    .when("odd too", ask -> ask.path().length() % 2 == 1)
                    .to("i")
                    .otherwise("z")
                    .build())
        .doesNotThrowAnyException();
  }

  @Test
  void conditionsThatExcludeEachOtherAreContradictions() {
    assertThatThrownBy(() -> Ask.router().rule("r").header("X-V", "1").header("x-v", "2"))
        .hasMessage("rule \"r\": no request meets both \"header x-v = 1\" and \"header x-v = 2\"");
    assertThatThrownBy(() -> Ask.router().rule("r").cookie("a").notCookie("a"))
        .hasMessageContaining("cookie a present");
    assertThatThrownBy(() -> Ask.router().rule("r").notHeader("a", "1").header("a", "1"))
        .hasMessageContaining("header a not 1");
    assertThatThrownBy(() -> Ask.router().rule("r").host("a.example").host("b.example"))
        .hasMessage("rule \"r\": host is a.example already; a rule has one, so make another rule");
    assertThatThrownBy(() -> Ask.router().rule("r").path("/a").pathPrefix("/b"))
        .hasMessageContaining("path is path /a already");
  }

  @Test
  void rulesAreFinished() {
    assertThatThrownBy(() -> Ask.router().build())
        .hasMessage("the router has no rule; add one, or otherwise(…)");
    RouterBuilder<Ask, String> router = Ask.router();
    RuleBuilder<Ask, String> open = router.rule("open");
    assertThatThrownBy(() -> router.rule("next"))
        .hasMessage("rule \"open\" has no destination; end it with to(…)");
    assertThatThrownBy(() -> open.to("a"))
        .hasMessage("rule \"open\": it has no condition; use otherwise(…) for all other requests");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "*.", "a..b", ".a", "a:80", "http://a", "a/b", "*.*.a", "a b"})
  void hostsAreHosts(String host) {
    assertThatThrownBy(() -> Ask.router().rule("r").host(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a//b", "/a/../b", "/a?b", "/a*", "/{id}", "/a;b", "/%61"})
  void pathsArePaths(String path) {
    assertThatThrownBy(() -> Ask.router().rule("r").path(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a*", "/{}", "/{id", "/a/**/b", "/a{id}", "/{a/b}", "**"})
  void patternsHaveWildcardsForWholeSegments(String pattern) {
    assertThatThrownBy(() -> Ask.router().rule("r").pathPattern(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is refused");
    assertThatThrownBy(() -> Ask.router().rule("r").pathPrefix("/a/"))
        .hasMessageContaining("ends without a slash");
  }

  @Test
  void methodsAreMethods() {
    assertThatThrownBy(() -> Ask.router().rule("r").method("get"))
        .hasMessage("rule \"r\": method is \"get\"; write it as GET or M-SEARCH");
    assertThatThrownBy(() -> Ask.router().rule("r").method()).hasMessageContaining("names none");
  }
}

package io.lb4j.route;

import static io.lb4j.route.Ask.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.route.NoRouteException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterTest {

  @ParameterizedTest
  @CsvSource({
    "shop.example, shop",
    "SHOP.Example, shop",
    "shop.example., shop",
    "eu.shop.example, below",
    "a.b.eu.shop.example, below",
    "a.static.shop.example, assets",
    "myshop.example, other",
    "'', other"
  })
  void hostsAreNamedOrBelowADomain(String host, String destination) {
    Router<Ask, String> router =
        Ask.router()
            .rule("assets")
            .host("*.static.shop.example")
            .to("assets")
            .rule("below")
            .host("*.Shop.example")
            .to("below")
            .rule("shop")
            .host("shop.example")
            .to("shop")
            .otherwise("other")
            .build();

    assertThat(router.route(get(host, "/"))).isEqualTo(destination);
  }

  @ParameterizedTest
  @CsvSource({
    "/, other",
    "/cart, cart",
    "/cart/, below",
    "/cart/1, below",
    "/carts, other",
    "/Cart, other",
    "/users/7, user",
    "/users/7/, other",
    "/users/, other",
    "/users/7/orders/9, order",
    "/users/7/orders/9/x, other",
    "/static, static",
    "/static/a/b, static",
    "/a%20b, escaped",
    "*, other",
    "'', other"
  })
  void pathsAreExactPrefixesOrPatternsOfSegments(String path, String destination) {
    Router<Ask, String> router =
        Ask.router()
            .rule("cart")
            .path("/cart")
            .to("cart")
            .rule("below")
            .pathPrefix("/cart")
            .to("below")
            .rule("user")
            .pathPattern("/users/{id}")
            .to("user")
            .rule("order")
            .pathPattern("/users/*/orders/{order}")
            .to("order")
            .rule("static")
            .pathPattern("/static/**")
            .to("static")
            .rule("escaped")
            .path("/a%20b")
            .to("escaped")
            .otherwise("other")
            .build();

    assertThat(router.route(get(path))).isEqualTo(destination);
  }

  @Test
  void methodsHeadersQueryCookiesAndPredicatesAllHaveToHold() {
    Router<Ask, String> router =
        Ask.router()
            .rule("writes")
            .method("POST", "PUT")
            .to("writes")
            .rule("beta")
            .header("X-Beta", "1")
            .to("beta")
            .rule("traced")
            .header("X-Trace")
            .notQuery("quiet")
            .to("traced")
            .rule("searched")
            .query("q", "shoes")
            .to("searched")
            .rule("returning")
            .cookie("session")
            .to("returning")
            .rule("french")
            .when("speaks French", ask -> ask.path().startsWith("/fr"))
            .to("french")
            .rule("plain")
            .notHeader("accept", "text/html")
            .to("plain")
            .otherwise("other")
            .build();

    assertThat(router.route(get("/").as("PUT"))).isEqualTo("writes");
    assertThat(router.route(get("/").with("x-beta", "1"))).isEqualTo("beta");
    assertThat(router.route(get("/").with("x-trace", ""))).isEqualTo("traced");
    assertThat(router.route(get("/").with("x-trace", "7").asking("quiet", ""))).isEqualTo("plain");
    assertThat(router.route(get("/").asking("q", "shoes"))).isEqualTo("searched");
    assertThat(router.route(get("/").with("cookie", "a=b; session=\"7\""))).isEqualTo("returning");
    assertThat(router.route(get("/fr/home"))).isEqualTo("french");
    assertThat(router.route(get("/"))).isEqualTo("plain");
    assertThat(router.route(get("/").with("accept", "text/html"))).isEqualTo("other");
  }

  @Test
  void theFirstRuleInOrderWinsHoweverSpecificOthersAre() {
    Router<Ask, String> router =
        Ask.router()
            .rule("gets")
            .method("GET")
            .to("gets")
            .rule("cart")
            .host("shop.example")
            .path("/cart")
            .to("cart")
            .build();

    assertThat(router.match(get("/cart"))).isEqualTo(new Route<>("gets", "gets"));
    assertThat(router.route(get("/cart").as("POST"))).isEqualTo("cart");
  }

  @Test
  void withoutADefaultTheExceptionNamesWhatWasAskedAndNoSecret() {
    Router<Ask, String> router = Ask.router().rule("cart").path("/cart").to("cart").build();

    assertThatThrownBy(() -> router.route(get("/\u202epay").with("cookie", "secret")))
        .isInstanceOfSatisfying(
            NoRouteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_MATCH))
        .hasMessage(
            "no route for GET shop.example/\\u202epay: none of its rules (1) matches, and it has"
                + " no otherwise(…)")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../admin",
        "/public/..",
        "/./admin",
        "//admin",
        "/public//admin",
        "/public/..;/admin",
        "/admin;x=1",
        "/public%2Fadmin",
        "/public%2f..%2fadmin",
        "/%61dmin",
        "/public/%2e%2e/admin",
        "/public\\admin",
        "/public%5cadmin",
        "/admin%00",
        "/admin%",
        "/admin%4",
        "/admin%zz",
        "/admin%3bx",
        "/admin?x",
        "/admin\tx"
      })
  void pathsThatServersReadDifferentlyHaveNoRouteNotEvenTheDefault(String path) {
    Router<Ask, String> router =
        Ask.router().rule("admin").pathPrefix("/admin").to("guarded").otherwise("open").build();

    assertThatThrownBy(() -> router.route(get(path)))
        .isInstanceOfSatisfying(
            NoRouteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.AMBIGUOUS_PATH))
        .hasMessageContaining("servers differ");
    assertThat(router.explain(get(path)).chosen()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a.b", "/..a", "/...", "/a..", "/.well-known/x", "/%C3%A9", "/a%20b"})
  void ordinaryDotsAndEscapesAreNotAmbiguous(String path) {
    Router<Ask, String> router =
        Ask.router().rule("admin").pathPrefix("/admin").to("guarded").otherwise("open").build();

    assertThat(router.route(get(path))).isEqualTo("open");
  }

  @Test
  void pathsAreTakenAsTheyAreWhereTheUserSaysSoOrNoRuleAsksForThem() {
    Router<Ask, String> lenient =
        Ask.router().rule("a").pathPrefix("/a").to("a").otherwise("other").pathsAsTheyAre().build();
    Router<Ask, String> byHost = Ask.router().rule("shop").host("shop.example").to("shop").build();

    assertThat(lenient.route(get("/a/x%2Fy"))).isEqualTo("a");
    assertThat(lenient.route(get("/a%2Fx"))).isEqualTo("other");
    assertThat(lenient.route(get("//a"))).isEqualTo("other");
    assertThat(byHost.route(get("//a"))).isEqualTo("shop");
  }

  @Test
  void explanationsListTheRulesInOrderAndWhy() {
    Router<Ask, String> router =
        Ask.router()
            .rule("beta")
            .pathPrefix("/cart")
            .cookie("beta", "secret")
            .to("cart-2")
            .rule("cart")
            .pathPrefix("/cart")
            .to("cart")
            .rule("posts")
            .method("POST")
            .to("posts")
            .rule("shop")
            .host("shop.example")
            .to("shop")
            .otherwise("web")
            .build();

    RouteExplanation explanation = router.explain(get("/cart").with("cookie", "beta=mine"));

    assertThat(explanation.chosen()).isEqualTo("cart");
    assertThat(explanation)
        .hasToString(
            """
            route cart
              - beta (path prefix /cart, cookie beta = secret): not met: cookie beta = secret
              + cart (path prefix /cart)
              - posts (method POST): the method GET is not of [POST]
              + shop (host shop.example): but cart comes first
              + otherwise (any request): but cart comes first\
            """);
  }
}

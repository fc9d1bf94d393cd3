package io.lb4j.route;

import io.lb4j.endpoint.Names;
import io.lb4j.route.NoRouteException.Reason;
import io.lb4j.route.RouteExplanation.RuleFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request to the destination of the first rule that it meets: a balancer, a {@link
 * Split}, a name, anything.
 *
 * <pre>{@code
 * Router<Request, String> router =
 *     Router.<Request, String>builder(view)
 *         .rule("beta").host("shop.example").pathPrefix("/cart").cookie("beta", "1").to("cart-2")
 *         .rule("cart").host("shop.example").pathPrefix("/cart").to("cart")
 *         .rule("api").host("*.shop.example").pathPattern("/v1/{tenant}/**").to("api")
 *         .otherwise("web")
 *         .build();
 * }</pre>
 *
 * <p><b>Precedence.</b> The first rule in the order of writing wins, whatever the others say. An
 * order by how specific rules are has to weigh a longer path against one more header, and has no
 * place for a user's own predicate; the order of a list needs no explanation. What it is prone to,
 * a rule that never gets its turn because a broader one stands before it, fails at build time.
 *
 * <p><b>Paths</b> are compared as they are sent, segment by segment: not decoded, not normalised,
 * and with case. Paths that servers read differently have no route if any rule asks for a path: dot
 * segments, empty segments, escaped slashes, semicolons and the like. {@link
 * RouterBuilder#pathsAsTheyAre} says when to allow them.
 *
 * <p>Immutable and thread-safe. A decision takes a look-up by host and by the first segments of the
 * path, and then the rules that these leave, one after the other: 0.1 µs among a hundred rules that
 * differ by host or path. Besides what the {@link RequestView} does it allocates one small object,
 * if that.
 *
 * @param <R> requests
 * @param <D> destinations
 */
public final class Router<R, D> {

  private final RequestView<R> view;
  private final List<Rule<R, D>> rules;
  private final @Nullable Route<D> otherwise;
  private final boolean refusesAmbiguity;
  private final RouteTable<R, D> table;

  Router(
      RequestView<R> view,
      List<Rule<R, D>> rules,
      @Nullable Route<D> otherwise,
      boolean pathsAsTheyAre) {
    this.view = view;
    this.rules = List.copyOf(rules);
    this.otherwise = otherwise;
    this.refusesAmbiguity = !pathsAsTheyAre && rules.stream().anyMatch(rule -> rule.path() != null);
    this.table = new RouteTable<>(this.rules);
  }

  /**
   * Begins a router.
   *
   * @param view reads the requests
   * @param <R> requests
   * @param <D> destinations
   * @return a builder without rules
   */
  public static <R, D> RouterBuilder<R, D> builder(RequestView<R> view) {
    return new RouterBuilder<>(Objects.requireNonNull(view, "view"));
  }

  /**
   * Decides where a request goes.
   *
   * @param request a request
   * @return the destination
   * @throws NoRouteException if no rule matches and there is no default, or the path is ambiguous
   */
  public D route(R request) {
    return match(request).destination();
  }

  /**
   * Decides as {@link #route} does, and says which rule it was.
   *
   * @param request a request
   * @return the first route whose rule matches, or the default
   * @throws NoRouteException if no rule matches and there is no default, or the path is ambiguous
   */
  public Route<D> match(R request) {
    String path = view.path(request);
    String ambiguity = refusesAmbiguity ? PathAmbiguity.in(path) : null;
    if (ambiguity != null) {
      throw none(Reason.AMBIGUOUS_PATH, request, refusal(ambiguity));
    }
    String host = HostPattern.normal(view.host(request));
    List<Rule<R, D>> candidates = table.candidates(host, path);
    Reading<R> reading = new Reading<>(view, request);
    for (int i = 0; i < candidates.size(); i++) {
      Rule<R, D> rule = candidates.get(i);
      if (rule.matchesAsFound(reading, path)) {
        return rule.route();
      }
    }
    if (otherwise == null) {
      throw none(
          Reason.NO_MATCH,
          request,
          "none of its rules (" + rules.size() + ") matches, and it has no otherwise(…)");
    }
    return otherwise;
  }

  private NoRouteException none(Reason reason, R request, String why) {
    return new NoRouteException(
        reason, view.method(request) + " " + view.host(request) + view.path(request), why);
  }

  private static String refusal(String ambiguity) {
    return "the path holds " + ambiguity + "; servers differ in how they read it";
  }

  /**
   * Says what each rule has to say to a request. For people; costs as much as all rules together.
   *
   * @param request a request
   * @return all rules in order; values of headers, cookies and query parameters are not shown
   */
  public RouteExplanation explain(R request) {
    String path = view.path(request);
    String host = HostPattern.normal(view.host(request));
    String ambiguity = refusesAmbiguity ? PathAmbiguity.in(path) : null;
    String refusal = ambiguity == null ? null : refusal(ambiguity);
    Reading<R> reading = new Reading<>(view, request);
    @Nullable String chosen = null;
    List<RuleFinding> findings = new ArrayList<>();
    for (Rule<R, D> rule : rules) {
      List<String> unmet = rule.unmet(reading, host, path);
      boolean matches = unmet.isEmpty();
      String why = matches ? cameFirst(refusal, chosen) : String.join("; ", unmet);
      findings.add(new RuleFinding(rule.route().name(), rule.conditions(), matches, why));
      if (matches && chosen == null && refusal == null) {
        chosen = rule.route().name();
      }
    }
    if (otherwise != null) {
      findings.add(
          new RuleFinding(otherwise.name(), "any request", true, cameFirst(refusal, chosen)));
      chosen = chosen == null && refusal == null ? otherwise.name() : chosen;
    }
    return new RouteExplanation(chosen, refusal, findings);
  }

  private static String cameFirst(@Nullable String refusal, @Nullable String chosen) {
    if (refusal != null) {
      return "not asked";
    }
    return chosen == null ? "" : "but " + Names.escape(chosen) + " comes first";
  }

  /**
   * Returns all routes.
   *
   * @return in the order of the rules, the default last
   */
  public List<Route<D>> routes() {
    List<Route<D>> routes = new ArrayList<>();
    rules.forEach(rule -> routes.add(rule.route()));
    if (otherwise != null) {
      routes.add(otherwise);
    }
    return List.copyOf(routes);
  }

  @Override
  public String toString() {
    return "Router" + rules + (otherwise == null ? "" : ", otherwise " + otherwise.destination());
  }
}

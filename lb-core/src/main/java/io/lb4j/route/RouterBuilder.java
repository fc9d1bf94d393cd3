package io.lb4j.route;

import io.lb4j.endpoint.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rules of a {@link Router}, in their order. Not thread-safe.
 *
 * @param <R> requests
 * @param <D> destinations
 */
public final class RouterBuilder<R, D> {

  /** The table holds a rule once for each host that it concerns. */
  private static final int MAX_RULES = 10_000;

  private static final String OTHERWISE = "otherwise";

  private final RequestView<R> view;
  private final List<Rule<R, D>> rules = new ArrayList<>();
  private @Nullable String unfinished;
  private @Nullable Route<D> otherwise;
  private boolean pathsAsTheyAre;

  RouterBuilder(RequestView<R> view) {
    this.view = view;
  }

  /**
   * Begins the next rule; it comes after those before it.
   *
   * @param name for messages and {@link Router#explain}; unique
   * @return to be ended by {@link RuleBuilder#to}
   * @throws IllegalArgumentException if the name is none, or taken
   * @throws IllegalStateException if the rule before has no destination
   */
  public RuleBuilder<R, D> rule(String name) {
    requireFinished();
    Names.require("rule name", name);
    if (name.equals(OTHERWISE) || rules.stream().anyMatch(r -> r.route().name().equals(name))) {
      throw new IllegalArgumentException(
          "rule name \"" + name + "\" is taken; names tell rules apart, so choose another");
    }
    if (rules.size() == MAX_RULES) {
      throw new IllegalArgumentException(
          "there are " + MAX_RULES + " rules already; use a predicate for so many");
    }
    unfinished = name;
    return new RuleBuilder<>(this, name, rules.size());
  }

  RouterBuilder<R, D> add(Rule<R, D> rule) {
    for (Rule<R, D> before : rules) {
      if (before.covers(rule)) {
        throw new IllegalArgumentException(
            rule.covers(before)
                ? "rules " + before + " and " + rule + " are the same; remove one"
                : "rule "
                    + rule
                    + " is never reached, since "
                    + before
                    + " stands before it and matches the same requests; put the narrower first");
      }
    }
    rules.add(rule);
    unfinished = null;
    return this;
  }

  /**
   * Sets where requests go that meet no rule. Without it they fail with a {@link NoRouteException}.
   *
   * @param destination the default
   * @return this builder
   */
  public RouterBuilder<R, D> otherwise(D destination) {
    requireFinished();
    otherwise = new Route<>(OTHERWISE, Objects.requireNonNull(destination, "destination"));
    return this;
  }

  /**
   * Lets paths through that servers read differently, such as {@code /a%2Fb} and {@code //a}.
   *
   * <p>Only where rules are no boundary, as when a rule picks a faster pool, or where whoever is in
   * front has normalised paths as the servers do. Otherwise a request for {@code /public/..;/admin}
   * goes where {@code /public} goes, and is served as {@code /admin}.
   *
   * @return this builder
   */
  public RouterBuilder<R, D> pathsAsTheyAre() {
    pathsAsTheyAre = true;
    return this;
  }

  /**
   * Builds the router.
   *
   * @return an immutable router
   * @throws IllegalStateException if there is neither a rule nor a default, or the last rule has no
   *     destination
   */
  public Router<R, D> build() {
    requireFinished();
    if (rules.isEmpty() && otherwise == null) {
      throw new IllegalStateException("the router has no rule; add one, or otherwise(…)");
    }
    return new Router<>(view, rules, otherwise, pathsAsTheyAre);
  }

  private void requireFinished() {
    if (unfinished != null) {
      throw new IllegalStateException(
          "rule \"" + unfinished + "\" has no destination; end it with to(…)");
    }
  }
}

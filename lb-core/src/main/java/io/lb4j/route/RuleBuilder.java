package io.lb4j.route;

import io.lb4j.endpoint.Names;
import io.lb4j.route.FieldCondition.Source;
import io.lb4j.route.FieldCondition.Test;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects the conditions of one rule; all have to hold. Conditions that exclude each other are
 * refused at once. Not thread-safe.
 *
 * @param <R> requests
 * @param <D> destinations
 */
public final class RuleBuilder<R, D> {

  private final RouterBuilder<R, D> router;
  private final String name;
  private final int place;
  private @Nullable HostPattern host;
  private @Nullable PathPattern path;
  private final Set<String> methods = new LinkedHashSet<>();
  private final List<FieldCondition> fields = new ArrayList<>();
  private final List<Rule.Custom<R>> customs = new ArrayList<>();

  RuleBuilder(RouterBuilder<R, D> router, String name, int place) {
    this.router = router;
    this.name = name;
    this.place = place;
  }

  /**
   * Demands a host.
   *
   * @param pattern {@code shop.example}, or {@code *.shop.example} for every host below it but not
   *     itself; without port, in any case
   * @return this builder
   * @throws IllegalArgumentException if it is neither, or there is a host already
   */
  public RuleBuilder<R, D> host(String pattern) {
    requireUnset("host", host);
    host = HostPattern.of(pattern);
    return this;
  }

  /**
   * Demands a path.
   *
   * @param path such as {@code /cart}; {@code /cart/} is another
   * @return this builder
   * @throws IllegalArgumentException if it is none, or there is a path already
   */
  public RuleBuilder<R, D> path(String path) {
    return path(PathPattern.exact(path));
  }

  /**
   * Demands what a path begins with, in whole segments.
   *
   * @param prefix such as {@code /cart}, which matches {@code /cart}, {@code /cart/} and {@code
   *     /cart/1}, but not {@code /carts}
   * @return this builder
   * @throws IllegalArgumentException if it is none, or there is a path already
   */
  public RuleBuilder<R, D> pathPrefix(String prefix) {
    return path(PathPattern.prefix(prefix));
  }

  /**
   * Demands a path with variable segments.
   *
   * @param pattern segments, of which {@code *} and <code>{name}</code> stand for any that is not
   *     empty, and {@code **} at the end for all that follow, none included
   * @return this builder
   * @throws IllegalArgumentException if it is none, or there is a path already
   */
  public RuleBuilder<R, D> pathPattern(String pattern) {
    return path(PathPattern.pattern(pattern));
  }

  private RuleBuilder<R, D> path(PathPattern pattern) {
    requireUnset("path", path);
    path = pattern;
    return this;
  }

  /**
   * Demands one of several methods.
   *
   * @param allowed such as GET; compared with case
   * @return this builder
   * @throws IllegalArgumentException if there is none, one is no method, or they are set already
   */
  public RuleBuilder<R, D> method(String... allowed) {
    requireUnset("method", methods.isEmpty() ? null : methods);
    if (allowed.length == 0) {
      throw refused("method() names none, so it would match nothing");
    }
    for (String method : allowed) {
      if (method.isEmpty() || !method.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-')) {
        throw refused("method is \"" + Names.escape(method) + "\"; write it as GET or M-SEARCH");
      }
      methods.add(method);
    }
    return this;
  }

  /**
   * Demands that a header is there.
   *
   * @param header its name, in any case
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> header(String header) {
    return field(Source.HEADER, header, Test.PRESENT, "");
  }

  /**
   * Demands a header's value.
   *
   * @param header its name, in any case
   * @param value the whole value, compared exactly
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> header(String header, String value) {
    return field(Source.HEADER, header, Test.EQUAL, value);
  }

  /**
   * Demands that a header is missing.
   *
   * @param header its name, in any case
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> notHeader(String header) {
    return field(Source.HEADER, header, Test.ABSENT, "");
  }

  /**
   * Demands that a header has another value, or is missing.
   *
   * @param header its name, in any case
   * @param value the whole value, compared exactly
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> notHeader(String header, String value) {
    return field(Source.HEADER, header, Test.NOT_EQUAL, value);
  }

  /**
   * Demands that a query parameter is there.
   *
   * @param parameter its name, decoded
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> query(String parameter) {
    return field(Source.QUERY, parameter, Test.PRESENT, "");
  }

  /**
   * Demands a query parameter's value.
   *
   * @param parameter its name, decoded
   * @param value the value, decoded
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> query(String parameter, String value) {
    return field(Source.QUERY, parameter, Test.EQUAL, value);
  }

  /**
   * Demands that a query parameter is missing.
   *
   * @param parameter its name, decoded
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> notQuery(String parameter) {
    return field(Source.QUERY, parameter, Test.ABSENT, "");
  }

  /**
   * Demands that a cookie is there.
   *
   * @param cookie its name
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> cookie(String cookie) {
    return field(Source.COOKIE, cookie, Test.PRESENT, "");
  }

  /**
   * Demands a cookie's value.
   *
   * @param cookie its name
   * @param value the value
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> cookie(String cookie, String value) {
    return field(Source.COOKIE, cookie, Test.EQUAL, value);
  }

  /**
   * Demands that a cookie is missing.
   *
   * @param cookie its name
   * @return this builder
   * @throws IllegalArgumentException if a condition before excludes it
   */
  public RuleBuilder<R, D> notCookie(String cookie) {
    return field(Source.COOKIE, cookie, Test.ABSENT, "");
  }

  private RuleBuilder<R, D> field(Source source, String field, Test test, String value) {
    String named = Names.require(source + " name", field);
    FieldCondition condition =
        new FieldCondition(
            source,
            (source == Source.HEADER ? named.toLowerCase(Locale.ROOT) : named).intern(),
            test,
            value.isEmpty() ? value : Names.require("value of " + named, value));
    for (FieldCondition before : fields) {
      if (before.contradicts(condition)) {
        throw refused("no request meets both \"" + before + "\" and \"" + condition + "\"");
      }
    }
    fields.add(condition);
    return this;
  }

  /**
   * Demands whatever a predicate says.
   *
   * @param description for messages, such as "from the office"
   * @param predicate thread-safe, quick; what it throws is the caller's of the router
   * @return this builder
   */
  public RuleBuilder<R, D> when(String description, Predicate<? super R> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    customs.add(new Rule.Custom<>(Names.require("description", description), predicate));
    return this;
  }

  /**
   * Ends the rule.
   *
   * @param destination where requests go that meet it, unless they meet one before it
   * @return the router's builder
   * @throws IllegalArgumentException if the rule has no condition, or an earlier one matches all
   *     that this one does
   */
  public RouterBuilder<R, D> to(D destination) {
    Rule<R, D> rule = rule(Objects.requireNonNull(destination, "destination"));
    if (rule.host() == null
        && rule.path() == null
        && rule.methods().isEmpty()
        && rule.fields().isEmpty()
        && rule.customs().isEmpty()) {
      throw refused("it has no condition; use otherwise(…) for all other requests");
    }
    return router.add(rule);
  }

  Rule<R, D> rule(D destination) {
    return new Rule<>(
        place,
        new Route<>(name, destination),
        host,
        path,
        Set.copyOf(methods),
        List.copyOf(fields),
        List.copyOf(customs));
  }

  private void requireUnset(String what, @Nullable Object set) {
    if (set != null) {
      throw refused(what + " is " + set + " already; a rule has one, so make another rule");
    }
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("rule \"" + name + "\": " + why);
  }
}

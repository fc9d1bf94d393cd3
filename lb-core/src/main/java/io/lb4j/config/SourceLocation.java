package io.lb4j.config;

import io.lb4j.endpoint.Names;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Where endpoints come from, in one line: {@code scheme:address?name=value&name=value}. Remembers
 * which parameters it was asked for, so that others can be refused. Not thread-safe.
 */
public final class SourceLocation {

  private final String scheme;
  private final String address;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  private SourceLocation(String scheme, String address) {
    this.scheme = scheme;
    this.address = address;
  }

  static SourceLocation parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw Units.wrong(text, "a location like file:/etc/orders.properties");
    }
    int question = text.indexOf('?', colon);
    String address = text.substring(colon + 1, question < 0 ? text.length() : question);
    SourceLocation location =
        new SourceLocation(
            text.substring(0, colon), address.startsWith("//") ? address.substring(2) : address);
    if (question >= 0) {
      for (String pair : text.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw Units.wrong(text, "a location whose parameters are written as name=value");
        }
        location.parameters.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return location;
  }

  String scheme() {
    return scheme;
  }

  /**
   * Returns what stands between the scheme and the parameters, without two leading slashes.
   *
   * @return for instance {@code orders.internal:8080}
   */
  public String address() {
    return address;
  }

  /**
   * Reads a parameter.
   *
   * @param name its name
   * @return its value, or empty if it is not there
   */
  public Optional<String> parameter(String name) {
    known.add(name);
    return Optional.ofNullable(parameters.get(name));
  }

  /**
   * Reads a parameter that is a duration.
   *
   * @param name its name
   * @return its value, or empty if it is not there
   * @throws IllegalArgumentException if it is no duration; says what would be
   */
  public Optional<Duration> duration(String name) {
    return parameter(name).map(text -> parse(name, text, Units::duration));
  }

  /**
   * Reads a parameter that has several values by name: {@code a=1,b=2}.
   *
   * @param name its name
   * @return its values in their order, or an empty map if it is not there
   * @throws IllegalArgumentException if it is written otherwise, or has a name twice
   */
  public Map<String, String> byName(String name) {
    return parameter(name)
        .map(text -> parse(name, text, values -> Units.byName(values, value -> value)))
        .orElse(Map.of());
  }

  private static <V> V parse(String name, String text, Function<String, V> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
  }

  void requireAllKnown() {
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        String nearest = Names.nearest(name, known);
        throw new IllegalArgumentException(
            "%s: has no parameter \"%s\"; %s"
                .formatted(
                    scheme,
                    Names.escape(name),
                    nearest == null ? "it has " + known : "did you mean " + nearest + "?"));
      }
    }
  }
}

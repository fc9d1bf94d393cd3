package io.lb4j.endpoint;

import io.lb4j.endpoint.InvalidSettingsException.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints written as text: {@code endpoints.<label>.<property>}, where the label only tells which
 * properties belong together. {@code endpoints.<label> = <uri>} is short for one that has nothing
 * but an address.
 *
 * <p>The properties are {@code uri}, {@code id} (host and port of the URI unless set), {@code
 * weight}, {@code zone}, {@code region}, {@code priority}, {@code max-concurrency}, {@code
 * readiness} and {@code metadata.<name>}.
 */
public final class EndpointEntries {

  /** What the keys begin with. */
  public static final String PREFIX = "endpoints";

  private static final Pattern KEY =
      Pattern.compile(PREFIX + "(?:\\[(\\d+)\\]|\\.([^.]+))(?:\\.(.+))?");
  private static final String METADATA = "metadata.";
  private static final List<String> PROPERTIES =
      List.of(
          "uri",
          "id",
          "weight",
          "zone",
          "region",
          "priority",
          "max-concurrency",
          "readiness",
          "metadata");

  private final Map<String, Map<String, FileFormat.Entry>> byLabel = new LinkedHashMap<>();
  private final List<Problem> problems;

  private EndpointEntries(List<Problem> problems) {
    this.problems = problems;
  }

  /**
   * Reads endpoints.
   *
   * @param entries all begin with {@link #PREFIX}
   * @param problems gets what is wrong
   * @return those that are right, in the order of their first entries
   */
  public static List<Endpoint<URI>> read(
      Collection<FileFormat.Entry> entries, List<Problem> problems) {
    EndpointEntries read = new EndpointEntries(problems);
    entries.forEach(read::sort);
    Map<String, Endpoint<URI>> byId = new LinkedHashMap<>();
    read.byLabel.forEach(
        (label, properties) -> {
          Endpoint<URI> endpoint = read.endpoint(label, properties);
          if (endpoint != null && byId.putIfAbsent(endpoint.id(), endpoint) != null) {
            read.problem(
                properties.values().iterator().next(),
                "the id \"%s\" is there twice; ids must be unique".formatted(endpoint.id()));
          }
        });
    return List.copyOf(byId.values());
  }

  private void sort(FileFormat.Entry entry) {
    Matcher key = KEY.matcher(entry.key());
    if (!key.matches()) {
      problem(entry, "unknown; endpoints are written as endpoints.<label>.uri");
      return;
    }
    String label = key.group(1) != null ? key.group(1) : key.group(2);
    String property = key.group(3) == null ? "uri" : key.group(3);
    if (!property.startsWith(METADATA) && !PROPERTIES.contains(property)) {
      String nearest = Names.nearest(property, PROPERTIES);
      problem(
          entry,
          nearest == null
              ? "unknown; an endpoint has " + String.join(", ", PROPERTIES)
              : "unknown; did you mean " + nearest + "?");
      return;
    }
    FileFormat.Entry other =
        byLabel.computeIfAbsent(label, any -> new LinkedHashMap<>()).putIfAbsent(property, entry);
    if (other != null) {
      problem(
          entry,
          "endpoint \"%s\" has its %s already; choose one"
              .formatted(Names.escape(label), Names.escape(property)));
    }
  }

  private @Nullable Endpoint<URI> endpoint(String label, Map<String, FileFormat.Entry> properties) {
    int before = problems.size();
    FileFormat.Entry uri = properties.get("uri");
    if (uri == null) {
      problem(
          properties.values().iterator().next(),
          "endpoint \"%s\" has no uri; add %s.%s.uri = http://host:port"
              .formatted(Names.escape(label), PREFIX, Names.escape(label)));
      return null;
    }
    Endpoint.Builder<URI> builder = start(uri, properties.get("id"));
    if (builder == null) {
      return null;
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    properties.forEach(
        (property, entry) -> {
          if (property.startsWith(METADATA)) {
            metadata.put(property.substring(METADATA.length()), entry.value());
          } else {
            attempt(entry, () -> set(builder, property, entry.value().trim()));
          }
        });
    attempt(uri, () -> builder.metadata(metadata));
    return problems.size() == before ? builder.build() : null;
  }

  private Endpoint.@Nullable Builder<URI> start(
      FileFormat.Entry uri, FileFormat.@Nullable Entry id) {
    try {
      URI target = new URI(uri.value().trim());
      return Endpoint.builder(id == null ? UriIds.idOf(target) : id.value().trim(), target);
    } catch (URISyntaxException e) {
      problem(
          uri,
          "\"%s\" is no URI: %s; write it as http://host:port"
              .formatted(UriIds.shown(uri.value().trim()), e.getReason()));
      return null;
    } catch (IllegalArgumentException e) {
      problem(uri, e.getMessage());
      return null;
    }
  }

  private static void set(Endpoint.Builder<URI> builder, String property, String value) {
    switch (property) {
      case "weight" -> builder.weight(number(value, "a number, for instance 1 or 0.5"));
      case "zone" -> builder.zone(value);
      case "region" -> builder.region(value);
      case "priority" -> builder.priority(whole(value));
      case "max-concurrency" -> builder.maxConcurrency(whole(value));
      case "readiness" -> builder.readiness(readiness(value));
      case "metadata" -> throw new IllegalArgumentException("write metadata.<name> = <value>");
      default -> {
        // uri and id came first.
      }
    }
  }

  private static double number(String value, String right) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw notA(value, right);
    }
  }

  private static int whole(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw notA(value, "a whole number");
    }
  }

  private static Readiness readiness(String value) {
    try {
      return Readiness.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw notA(value, "ready, degraded, draining or unready");
    }
  }

  private static IllegalArgumentException notA(String value, String right) {
    return new IllegalArgumentException(
        "\"" + Names.escape(value) + "\" is not right; it must be " + right);
  }

  private void attempt(FileFormat.Entry entry, Runnable setting) {
    try {
      setting.run();
    } catch (IllegalArgumentException e) {
      problem(entry, e.getMessage());
    }
  }

  private void problem(FileFormat.Entry entry, @Nullable String message) {
    String place = entry.line() > 0 ? "line " + entry.line() + ", " + entry.key() : entry.key();
    problems.add(new Problem(place, String.valueOf(message)));
  }
}

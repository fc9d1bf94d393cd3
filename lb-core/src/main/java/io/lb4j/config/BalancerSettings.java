package io.lb4j.config;

import io.lb4j.BalancerBuilder;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointEntries;
import io.lb4j.endpoint.FileFormat.Entry;
import io.lb4j.endpoint.InvalidSettingsException;
import io.lb4j.endpoint.InvalidSettingsException.Problem;
import io.lb4j.endpoint.Names;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Balancers written as properties.
 *
 * <pre>{@code
 * lb.defaults.ejection.base-duration = 10s
 * lb.clients.orders.endpoints = http://10.0.1.10:8080, http://10.0.1.11:8080
 * lb.clients.orders.policy = least-requests
 * lb.clients.stock.source = dns://stock.internal:8080
 * }</pre>
 *
 * <p>Every client has the values of {@code lb.defaults}, unless it has its own. Keys are in kebab
 * case; a client whose name has dots is written {@code lb.clients[orders.internal].policy}. Keys
 * that do not begin with {@code lb.} are somebody else's. Everything that is wrong is told at once.
 *
 * <p>Immutable and thread-safe; holds no balancer.
 */
public final class BalancerSettings {

  private static final String PREFIX = "lb.";
  private static final String DEFAULTS = "lb.defaults.";
  private static final String CLIENTS = "lb.clients.";
  private static final String CLIENTS_IN_BRACKETS = "lb.clients[";

  private final Map<String, Map<String, Entry>> clients;
  private final Map<String, Entry> defaults;
  private final Set<String> sections;

  private BalancerSettings(
      Map<String, Map<String, Entry>> clients, Map<String, Entry> defaults, Set<String> sections) {
    this.clients = clients;
    this.defaults = defaults;
    this.sections = sections;
  }

  /**
   * Reads settings, and checks all of them.
   *
   * @param properties what is set; keys without the prefix {@code lb.} are left alone
   * @param sections further settings of a client that other modules read with {@link #section}:
   *     {@code okhttp} lets {@code lb.clients.orders.okhttp.…} pass
   * @return settings from which every client's balancer can be built
   * @throws InvalidSettingsException if a key is unknown or a value wrong; tells all of them
   */
  public static BalancerSettings parse(Map<String, String> properties, String... sections) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Entry> defaults = new LinkedHashMap<>();
    Map<String, Map<String, Entry>> clients = new LinkedHashMap<>();
    new TreeMap<>(properties)
        .forEach(
            (key, value) -> {
              Entry entry = new Entry(key, value.trim(), 0);
              if (key.startsWith(DEFAULTS)) {
                defaults.put(key.substring(DEFAULTS.length()), entry);
              } else if (key.startsWith(PREFIX)) {
                sort(entry, clients, problems);
              }
            });
    BalancerSettings settings = new BalancerSettings(clients, defaults, Set.of(sections));
    settings.check(problems);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException("the configuration", problems);
    }
    return settings;
  }

  /**
   * Reads settings, and checks all of them.
   *
   * @param properties what is set
   * @param sections as in {@link #parse(Map, String...)}
   * @return settings from which every client's balancer can be built
   * @throws InvalidSettingsException if a key is unknown or a value wrong; tells all of them
   */
  public static BalancerSettings parse(Properties properties, String... sections) {
    Map<String, String> map = new LinkedHashMap<>();
    properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
    return parse(map, sections);
  }

  private static void sort(
      Entry entry, Map<String, Map<String, Entry>> clients, List<Problem> problems) {
    String key = entry.key();
    int begin = -1;
    int end = -1;
    int rest = -1;
    if (key.startsWith(CLIENTS_IN_BRACKETS)) {
      begin = CLIENTS_IN_BRACKETS.length();
      end = key.indexOf("].", begin);
      rest = end + 2;
    } else if (key.startsWith(CLIENTS)) {
      begin = CLIENTS.length();
      end = key.indexOf('.', begin);
      rest = end + 1;
    }
    if (end <= begin) {
      problems.add(
          new Problem(
              key, "unknown; keys begin with lb.defaults. or lb.clients.<name>., in lower case"));
      return;
    }
    Entry twin =
        clients
            .computeIfAbsent(key.substring(begin, end), any -> new LinkedHashMap<>())
            .putIfAbsent(key.substring(rest), entry);
    if (twin != null) {
      problems.add(new Problem(key, "is set as " + twin.key() + " too; write one of the two"));
    }
  }

  private void check(List<Problem> problems) {
    defaults.forEach((key, entry) -> checkKey(key, entry, true, problems));
    clients.values().forEach(own -> own.forEach((k, e) -> checkKey(k, e, false, problems)));
    // A wrong default is a problem once, and not once for every client.
    List<Problem> all = new ArrayList<>();
    assemble("defaults", Map.of(), new Values(all, false), all);
    clients.forEach((name, own) -> assemble(name, own, new Values(all, true), all));
    all.stream().filter(problem -> !problems.contains(problem)).distinct().forEach(problems::add);
  }

  private void checkKey(String key, Entry entry, boolean isDefault, List<Problem> problems) {
    if (isOfSection(key)
        || (Key.of(key) != null && !(isDefault && key.equals(Key.SOURCE.text())))) {
      return;
    }
    boolean isOneClients = isEndpoint(key) || key.equals(Key.SOURCE.text());
    if (isOneClients) {
      if (isDefault) {
        problems.add(new Problem(entry.key(), "belongs to one client: lb.clients.<name>." + key));
      }
      return;
    }
    String nearest = Names.nearest(key, Key.texts());
    problems.add(
        new Problem(
            entry.key(),
            nearest == null
                ? "unknown; docs/configuration.md lists all keys"
                : "unknown; did you mean " + nearest + "?"));
  }

  private boolean isOfSection(String key) {
    int dot = key.indexOf('.');
    return dot > 0 && sections.contains(key.substring(0, dot));
  }

  private static boolean isEndpoint(String key) {
    return key.equals(EndpointEntries.PREFIX)
        || key.startsWith(EndpointEntries.PREFIX + ".")
        || key.startsWith(EndpointEntries.PREFIX + "[");
  }

  private @Nullable BalancerBuilder<URI> assemble(
      String name, Map<String, Entry> own, Values values, List<Problem> problems) {
    defaults.forEach((key, entry) -> put(values, key, entry, false));
    own.forEach((key, entry) -> put(values, key, entry, true));
    try {
      BalancerBuilder<URI> builder = Assembly.of(name, values);
      builder.endpoints(endpoints(own, problems));
      return builder;
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(CLIENTS + name, String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static void put(Values values, String text, Entry entry, boolean own) {
    Key key = Key.of(text);
    if (key == null || (key == Key.SOURCE && !own)) {
      return;
    }
    if (key.isOff(entry.value())) {
      values.remove(key);
    } else {
      values.put(key, new Values.Setting(entry.key(), entry.value(), own));
    }
  }

  private static List<Endpoint<URI>> endpoints(Map<String, Entry> own, List<Problem> problems) {
    List<Entry> entries = new ArrayList<>();
    own.forEach(
        (key, entry) -> {
          if (key.equals(EndpointEntries.PREFIX)) {
            int index = 0;
            for (String uri : entry.value().split(",", -1)) {
              String elementKey = EndpointEntries.PREFIX + "[" + index++ + "]";
              entries.add(new Entry(elementKey, uri.trim(), 0));
            }
          } else if (isEndpoint(key)) {
            entries.add(new Entry(key, entry.value(), 0));
          }
        });
    List<Problem> found = new ArrayList<>();
    List<Endpoint<URI>> endpoints = EndpointEntries.read(entries, found);
    for (Problem problem : found) {
      Entry full = own.getOrDefault(problem.place(), own.get(EndpointEntries.PREFIX));
      problems.add(full == null ? problem : new Problem(full.key(), problem.message()));
    }
    return endpoints;
  }

  /**
   * Returns which clients are configured.
   *
   * @return their names
   */
  public Set<String> names() {
    return Set.copyOf(clients.keySet());
  }

  /**
   * Begins a client's balancer; what only code can say (listeners, probes, policies of your own)
   * may be added before it is built.
   *
   * @param name one of {@link #names}
   * @return a new builder with everything that is configured
   * @throws IllegalArgumentException if there is no such client
   */
  public BalancerBuilder<URI> builder(String name) {
    List<Problem> problems = new ArrayList<>();
    BalancerBuilder<URI> builder = assemble(name, own(name), new Values(problems, true), problems);
    if (builder == null || !problems.isEmpty()) {
      // For what has changed since: a provider that is gone, a format that is no longer there.
      throw new InvalidSettingsException("the configuration", problems);
    }
    return builder;
  }

  /**
   * Returns what is set in a section, for the module that reads it.
   *
   * @param name one of {@link #names}
   * @param section one of those given to {@link #parse(Map, String...)}
   * @return keys without the section's name, and values; the client's own before the defaults
   * @throws IllegalArgumentException if there is no such client or section
   */
  public Map<String, String> section(String name, String section) {
    if (!sections.contains(section)) {
      throw new IllegalArgumentException(
          "section \"%s\" was not given to parse; it was given %s".formatted(section, sections));
    }
    Map<String, String> values = new TreeMap<>();
    collect(defaults, section + ".", values);
    collect(own(name), section + ".", values);
    return Map.copyOf(values);
  }

  private static void collect(Map<String, Entry> from, String prefix, Map<String, String> to) {
    from.forEach(
        (key, entry) -> {
          if (key.startsWith(prefix)) {
            to.put(key.substring(prefix.length()), entry.value());
          }
        });
  }

  private Map<String, Entry> own(String name) {
    Map<String, Entry> own = clients.get(name);
    if (own == null) {
      throw new IllegalArgumentException(
          "no client \"%s\" is configured; there are %s"
              .formatted(Names.escape(name), clients.keySet()));
    }
    return own;
  }

  @Override
  public String toString() {
    return "BalancerSettings" + clients.keySet();
  }
}

package io.lb4j.simulator.scenario;

import io.lb4j.simulator.notation.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a scenario file that is read strictly: keys nobody asked for, keys written twice and
 * values of a wrong kind are errors that name the line and the key.
 */
final class Section {

  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  Section(String file, String path, Node node) {
    this.file = file;
    this.path = path;
    this.line = lineOf(node);
    if (!(node instanceof MappingNode mapping)) {
      throw new ScenarioException(
          file, line, path, "should be a mapping, lines such as \"duration: 60s\"");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      int keyLine = lineOf(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new ScenarioException(file, keyLine, path, "keys should be words");
      }
      lines.put(key.getValue(), keyLine);
      if (values.put(key.getValue(), tuple.getValueNode()) != null) {
        throw new ScenarioException(file, keyLine, pathOf(key.getValue()), "is written twice");
      }
    }
  }

  String file() {
    return file;
  }

  /** All keys, for sections in which names are up to the user. */
  Set<String> keys() {
    return values.keySet();
  }

  boolean has(String key) {
    asked.add(key);
    return values.containsKey(key);
  }

  /** Reads a value that must be there; what the parser objects to is told with its place. */
  <T> T require(String key, Function<String, T> parser) {
    asked.add(key);
    Node node = values.get(key);
    if (node == null) {
      throw new ScenarioException(file, line, pathOf(key), "is missing" + mistyped(key));
    }
    return parse(key, node, parser);
  }

  /** Says which key may be meant for one that is missing. */
  private String mistyped(String key) {
    Set<String> others = new LinkedHashSet<>(values.keySet());
    others.removeAll(asked);
    return Suggestion.nearest(key, others)
        .map(other -> "; line " + lineOf(other) + " has \"" + other + "\" instead")
        .orElse("");
  }

  <T> T optional(String key, T otherwise, Function<String, T> parser) {
    return has(key) ? require(key, parser) : otherwise;
  }

  <T> @Nullable T orNull(String key, Function<String, T> parser) {
    return has(key) ? require(key, parser) : null;
  }

  /** Reads a list of plain values; a single one may stand alone. */
  List<String> texts(String key) {
    asked.add(key);
    List<String> texts = new ArrayList<>();
    for (Node node : elements(key)) {
      texts.add(parse(key, node, Function.identity()));
    }
    return texts;
  }

  Optional<Section> section(String key) {
    asked.add(key);
    Node node = values.get(key);
    return node == null ? Optional.empty() : Optional.of(new Section(file, pathOf(key), node));
  }

  /** Reads a list of mappings; a single one may stand alone. */
  List<Section> sections(String key) {
    asked.add(key);
    List<Section> sections = new ArrayList<>();
    List<Node> elements = elements(key);
    for (int i = 0; i < elements.size(); i++) {
      sections.add(new Section(file, pathOf(key) + "[" + i + "]", elements.get(i)));
    }
    return sections;
  }

  /** Makes a value of what was read, and complains of keys that nobody asked for. */
  <T> T finish(Supplier<T> maker) {
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        throw new ScenarioException(
            file, lineOf(key), pathOf(key), "is no key here; " + Suggestion.forUnknown(key, asked));
      }
    }
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw new ScenarioException(file, line, path, message(e));
    }
  }

  ScenarioException wrong(String key, String problem) {
    return new ScenarioException(file, lineOf(key), pathOf(key), problem);
  }

  private <T> T parse(String key, Node node, Function<String, T> parser) {
    if (!(node instanceof ScalarNode scalar)) {
      throw new ScenarioException(file, lineOf(node), pathOf(key), "should be a single value");
    }
    try {
      return parser.apply(scalar.getValue());
    } catch (IllegalArgumentException e) {
      throw new ScenarioException(file, lineOf(node), pathOf(key), message(e));
    }
  }

  private List<Node> elements(String key) {
    Node node = values.get(key);
    if (node == null) {
      return List.of();
    }
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  private String pathOf(String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }

  private int lineOf(String key) {
    return lines.getOrDefault(key, line);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static String message(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }
}

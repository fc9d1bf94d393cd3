package io.lb4j.yaml;

import io.lb4j.endpoint.FileFormat;
import io.lb4j.endpoint.InvalidSettingsException;
import io.lb4j.endpoint.InvalidSettingsException.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML 1.2, of which JSON is a part. Found by {@code FileSource} when lb-yaml is on the path.
 *
 * <pre>{@code
 * endpoints:
 *   - http://10.0.1.10:8080
 *   - uri: http://10.0.1.11:8080
 *     weight: 2
 *     metadata: {version: "1.2"}
 * }</pre>
 *
 * <p>The nodes of the document are read and no objects are made of them, so no tag can name a class
 * to load; aliases are bounded. Keys with dots mean what nesting means. Thread-safe.
 */
public final class YamlFormat implements FileFormat {

  private static final LoadSettings SETTINGS = LoadSettings.builder().setLabel("the file").build();
  private static final int MAX_ENTRIES = 100_000;

  /** Makes the format. */
  public YamlFormat() {}

  @Override
  public Set<String> extensions() {
    return Set.of("yaml", "yml", "json");
  }

  @Override
  public List<Entry> read(String text) {
    List<Entry> entries = new ArrayList<>();
    try {
      Optional<Node> document =
          new Composer(SETTINGS, new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)))
              .getSingleNode();
      document.ifPresent(root -> flatten("", root, entries));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      throw problem("line " + line, e.getProblem());
    } catch (YamlEngineException e) {
      throw problem("the document", String.valueOf(e.getMessage()));
    }
    return entries;
  }

  private static void flatten(String key, Node node, List<Entry> entries) {
    if (node instanceof MappingNode mapping) {
      Set<String> names = new HashSet<>();
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
          throw problem("line " + line(tuple.getKeyNode()), "a key must be text");
        }
        if (!names.add(name.getValue())) {
          throw problem("line " + line(name), "the key " + name.getValue() + " is there twice");
        }
        flatten(
            key.isEmpty() ? name.getValue() : key + "." + name.getValue(),
            tuple.getValueNode(),
            entries);
      }
    } else if (node instanceof SequenceNode sequence) {
      int index = 0;
      for (Node element : sequence.getValue()) {
        flatten(key + "[" + index++ + "]", element, entries);
      }
    } else if (node instanceof ScalarNode scalar && !Tag.NULL.equals(scalar.getTag())) {
      if (entries.size() == MAX_ENTRIES) {
        throw problem("line " + line(node), "more than " + MAX_ENTRIES + " values");
      }
      entries.add(new Entry(key, scalar.getValue(), line(node)));
    }
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static InvalidSettingsException problem(String place, String message) {
    return new InvalidSettingsException("the file", List.of(new Problem(place, message)));
  }
}

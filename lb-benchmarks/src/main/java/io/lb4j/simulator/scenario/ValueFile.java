package io.lb4j.simulator.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Files of measured values that a scenario refers to: one a line, durations with their unit; empty
 * lines and those that begin with # do not count.
 *
 * @param folder where names start from; null if the scenario is not a file
 */
record ValueFile(@Nullable Path folder) {

  double[] values(String name, ToDoubleFunction<String> parser) {
    if (folder == null) {
      throw new IllegalArgumentException(
          "only a scenario in a file can refer to another file, " + name);
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(folder.resolve(name));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the file " + name + ": " + e, e);
    }
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          values.add(parser.applyAsDouble(line));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(name + ":" + (i + 1) + ": " + e.getMessage(), e);
        }
      }
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException("the file " + name + " holds no values");
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}

package io.lb4j.micrometer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that may be installed. */
record Tool(String name) {

  /** How a run ended, and what it said. */
  record Run(int exitCode, String output) {}

  private Optional<Path> path() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  boolean isInstalled() {
    return path().isPresent();
  }

  Process start(Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(path().orElseThrow().toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
  }

  Run run(Path directory, String input, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(directory, arguments);
    try (var stdin = process.outputWriter()) {
      stdin.write(input);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return new Run(process.waitFor(), output);
  }
}

package io.lb4j.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final JsonMapper json = new JsonMapper();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  private Chromium(Process process, Path profile, URI page) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Listener()).join();
  }

  /** Where it is installed, if it is. */
  static Optional<Path> installed() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  static Chromium start(Path executable) throws Exception {
    Path profile = Files.createTempDirectory("chromium");
    Process process =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log.txt").toFile())
            .start();
    return new Chromium(process, profile, firstPage(debuggingPort(profile, process)));
  }

  /** Sends a command and returns its result. */
  JsonNode send(String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    ObjectNode command = json.createObjectNode().put("id", id).put("method", method);
    command.set("params", json.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(command.toString(), true).join();
    JsonNode got = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (got.has("error")) {
      throw new IllegalStateException(method + ": " + got.get("error"));
    }
    return got.get("result");
  }

  /** Evaluates an expression in the page; a promise is waited for. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** Evaluates until it is true. */
  void await(String expression, Duration limit) throws InterruptedException {
    long beganNanos = System.nanoTime();
    while (!evaluate(expression).asBoolean()) {
      if (System.nanoTime() - beganNanos > limit.toNanos()) {
        throw new AssertionError("not within " + limit + ": " + expression);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Presses a key that has a name, such as Tab or ArrowRight. */
  void press(String key, int code) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
  }

  /** What came without being asked for, of one kind. */
  List<JsonNode> events(String method) {
    return events.stream().filter(event -> event.path("method").asText().equals(method)).toList();
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A child of the browser may still write; what is left is in the system's temporary folder.
    }
  }

  private static String debuggingPort(Path profile, Process process) throws Exception {
    Path told = profile.resolve("DevToolsActivePort");
    for (long began = System.nanoTime(); System.nanoTime() - began < PATIENCE.toNanos(); ) {
      if (Files.exists(told) && Files.size(told) > 0) {
        return Files.readAllLines(told).get(0);
      }
      if (!process.isAlive()) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    process.destroyForcibly();
    throw new IllegalStateException(
        "Chromium did not start: " + Files.readString(profile.resolve("log.txt")));
  }

  private static URI firstPage(String port) throws Exception {
    JsonMapper json = new JsonMapper();
    try (InputStream targets =
        URI.create("http://127.0.0.1:" + port + "/json/list").toURL().openStream()) {
      for (JsonNode target : json.readTree(targets)) {
        if (target.path("type").asText().equals("page")) {
          return URI.create(target.path("webSocketDebuggerUrl").asText());
        }
      }
    }
    throw new IllegalStateException("Chromium has no page");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        try {
          JsonNode node = json.readTree(message.toString());
          if (node.has("id")) {
            answers.remove(node.get("id").asInt()).complete(node);
          } else {
            events.add(node);
          }
        } catch (IOException e) {
          throw new IllegalStateException("that is no JSON: " + message, e);
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}

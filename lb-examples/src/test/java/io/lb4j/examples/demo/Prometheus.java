package io.lb4j.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Prometheus, asked over its HTTP API. */
final class Prometheus implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Process process;
  private final URI api;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  private Prometheus(Process process, int port, Path log) {
    this.process = process;
    this.api = URI.create("http://127.0.0.1:" + port + "/api/v1/");
    this.log = log;
  }

  /** Where it is installed, if it is. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "prometheus"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param directory for its configuration, its data and its log
   */
  static Prometheus start(Path executable, Path directory, String configuration)
      throws IOException {
    Path config = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    Path log = directory.resolve("log.txt");
    int port = freePort();
    Process process =
        new ProcessBuilder(
                executable.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Prometheus(process, port, log);
  }

  /** The data of an answer; a missing node as long as there is none. */
  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(api.resolve(path)).build();
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      if (process.isAlive()) {
        return MissingNode.getInstance(); // It does not listen yet.
      }
      throw new IllegalStateException("Prometheus has ended: " + Files.readString(log), e);
    }
    if (answer.statusCode() == 503) {
      return MissingNode.getInstance(); // It is not ready yet.
    }
    JsonNode body = json.readTree(answer.body());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + body);
    }
    return body.path("data");
  }

  /** Asks until the query has a result. */
  void await(String query) throws IOException, InterruptedException {
    String path = "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    long beganNanos = System.nanoTime();
    while (get(path).path("result").isEmpty()) {
      if (System.nanoTime() - beganNanos > PATIENCE_NANOS) {
        throw new AssertionError("no result within two minutes: " + query);
      }
      TimeUnit.MILLISECONDS.sleep(250);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

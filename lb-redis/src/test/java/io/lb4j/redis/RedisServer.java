package io.lb4j.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;

/** A real {@code redis-server} in a process of its own, which keeps nothing on disk. */
final class RedisServer implements AutoCloseable {

  private static final Optional<Path> PROGRAM =
      Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
          .map(directory -> Path.of(directory, "redis-server"))
          .filter(path -> path.toFile().canExecute())
          .findFirst();

  private final int port;
  private Process process;
  private RedisClient client;

  private RedisServer(int port) {
    this.port = port;
  }

  /** Starts a server, or skips the test where none is installed. */
  static RedisServer start() {
    RedisServer server = notYetStarted();
    server.restart();
    return server;
  }

  /**
   * Reserves a port on which nobody listens yet, and which the system gives to no connection, so
   * that the server can come back there.
   */
  static RedisServer notYetStarted() {
    if (PROGRAM.isEmpty()) {
      String message = "SKIPPED: redis-server is not installed; lb-redis was not tested against it";
      LoggerFactory.getLogger(RedisServer.class).warn(message);
      Assumptions.abort(message);
    }
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      try (ServerSocket free = new ServerSocket(port)) {
        return new RedisServer(free.getLocalPort());
      } catch (IOException e) {
        // Somebody has it; the next one is free.
      }
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  RedisClient client() {
    if (client == null) {
      client = RedisClient.create(uri());
    }
    return client;
  }

  /** What an operator would see with redis-cli. */
  <R> R ask(Function<RedisCommands<String, String>, R> question) {
    try (StatefulRedisConnection<String, String> connection = client().connect()) {
      return question.apply(connection.sync());
    }
  }

  /** Begins anew, empty. */
  void restart() {
    try {
      process =
          new ProcessBuilder(
                  PROGRAM.orElseThrow().toString(),
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Await.until("Redis listens", this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException notYet) {
      return false;
    }
  }

  void kill() {
    try {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets it hang: connections stay open, and nothing is answered. */
  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new AssertionError("kill -" + name + " failed with " + exit);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
    if (process != null) {
      kill();
    }
  }
}

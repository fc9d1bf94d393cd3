package io.lb4j.examples.tcp;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An installed PostgreSQL, on a free port, with its files where it is told. */
final class PostgresServer implements Database {

  /** PostgreSQL refuses to run as root; any other user will do. */
  private static final String UNPRIVILEGED = "nobody";

  private static final String USER = "orders";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final int port;

  private PostgresServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Tells whether the programs are on the path. */
  static boolean isInstalled() {
    return Stream.of("initdb", "postgres").allMatch(PostgresServer::isOnPath)
        && (!isRoot() || isOnPath("runuser"));
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Makes a new, empty database and starts its server.
   *
   * @param directory where its files go; empty
   */
  static PostgresServer start(Path directory) throws IOException, InterruptedException {
    if (isRoot()) {
      Files.setOwner(
          directory,
          directory
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(UNPRIVILEGED));
    }
    String data = directory.resolve("data").toString();
    Process initdb = run(directory, "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync");
    if (!initdb.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
      initdb.destroyForcibly();
      throw new IOException("initdb failed:\n" + Files.readString(log(directory)));
    }
    int port = freePort();
    Process process =
        run(
            directory,
            "postgres",
            "-D",
            data,
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-F");
    PostgresServer server = new PostgresServer(process, port);
    try {
      server.awaitListening(directory);
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private static Process run(Path directory, String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("runuser", "-u", UNPRIVILEGED, "--"));
    }
    all.addAll(List.of(command));
    return new ProcessBuilder(all)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
        .start();
  }

  private static Path log(Path directory) {
    return directory.resolve("log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening(Path directory) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          break;
        }
        Thread.sleep(20);
      }
    }
    throw new IOException("postgres does not listen:\n" + Files.readString(log(directory)));
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String password() {
    return "";
  }

  /**
   * Stops it at once: the server itself, which may be a child of the program that lowers rights.
   */
  @Override
  public void close() {
    List<ProcessHandle> servers = process.descendants().toList();
    servers.forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL";
  }
}

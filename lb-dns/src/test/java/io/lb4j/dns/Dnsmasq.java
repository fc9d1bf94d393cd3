package io.lb4j.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A dnsmasq of the test's own on a free port of loopback, with a TTL of one second. */
final class Dnsmasq implements AutoCloseable {

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin/dnsmasq"), Path.of("/usr/local/sbin/dnsmasq"));

  private final Path hosts;
  private final Path log;
  private final int port;
  private final List<String> options = new ArrayList<>();
  private Process process;

  Dnsmasq(Path directory) throws IOException {
    this.hosts = Files.createFile(directory.resolve("hosts"));
    this.log = directory.resolve("log");
    this.port = freePort();
  }

  /** None that the system may give to a connection before dnsmasq has it, or between two starts. */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      try (DatagramSocket udp = new DatagramSocket(address);
          ServerSocket tcp = new ServerSocket()) {
        tcp.bind(address);
        return udp.getLocalPort();
      } catch (IOException e) {
        // Somebody has it; the next one is free.
      }
    }
  }

  static boolean isInstalled() {
    return PLACES.stream().anyMatch(Files::isExecutable);
  }

  Dnsmasq hosts(String name, int count) throws IOException {
    Files.writeString(
        hosts,
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> "10.0.0." + i + " " + name + "\n")
            .collect(Collectors.joining()));
    return this;
  }

  Dnsmasq option(String option) {
    options.add("--" + option);
    return this;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  Dnsmasq start() throws IOException {
    Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(
        List.of(
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--no-resolv",
            "--no-hosts",
            "--pid-file=",
            "--log-facility=-",
            "--user=" + System.getProperty("user.name"),
            "--listen-address=127.0.0.1",
            "--bind-interfaces",
            "--port=" + port,
            "--local-ttl=1",
            "--local=/internal/",
            "--addn-hosts=" + hosts));
    command.addAll(options);
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    awaitListening();
    return this;
  }

  /** It listens on TCP and UDP at once. */
  private void awaitListening() throws IOException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try (Socket probe = new Socket()) {
        probe.connect(address(), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > endNanos) {
          throw new IOException("dnsmasq does not listen: " + Files.readString(log), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  void reload() {
    signal("HUP");
  }

  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
      kill.waitFor(30, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}

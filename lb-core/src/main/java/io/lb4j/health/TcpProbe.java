package io.lb4j.health;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Finds out whether an endpoint accepts TCP connections, by opening one and closing it. Says only
 * that something listens: a server whose threads all hang still accepts, because its kernel does.
 *
 * <p>Blocks the thread it is called on until the connection stands or the check times out, so
 * {@link HealthChecks#maxConcurrent()} bounds how many dead endpoints it can wait for at a time.
 * Names are resolved at every check. Thread-safe.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
public final class TcpProbe<T> implements HealthProbe<T> {

  /** Ends the wait where nobody interrupts it; far beyond any sensible time-out of a check. */
  private static final int LIMIT_MILLIS = 60_000;

  private static final int MAX_PORT = 65_535;

  private final Function<? super Endpoint<? extends T>, InetSocketAddress> address;

  private TcpProbe(Function<? super Endpoint<? extends T>, InetSocketAddress> address) {
    this.address = Objects.requireNonNull(address, "address");
  }

  /**
   * Connects to an address that follows from the endpoint.
   *
   * @param address tells where; may resolve names, and throw, which counts as a failed check
   * @param <T> what a caller needs to reach an endpoint
   * @return a probe
   */
  public static <T> TcpProbe<T> to(
      Function<? super Endpoint<? extends T>, InetSocketAddress> address) {
    return new TcpProbe<>(address);
  }

  /**
   * Connects to where requests go: the host and port of the endpoint's URI; without a port, 80 for
   * http and 443 for https.
   *
   * @return a probe
   */
  public static TcpProbe<URI> toUris() {
    return to(endpoint -> resolve(endpoint.target(), portOf(endpoint.target())));
  }

  /**
   * Connects to a port of its own on the host of the endpoint's URI.
   *
   * @param port 1 to 65535
   * @return a probe
   * @throws IllegalArgumentException if there is no such port
   */
  public static TcpProbe<URI> toUris(int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "port is " + port + "; it must be between 1 and " + MAX_PORT);
    }
    return to(endpoint -> resolve(endpoint.target(), port));
  }

  private static InetSocketAddress resolve(URI uri, int port) {
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the endpoint's URI has no host to connect to");
    }
    return new InetSocketAddress(host, port);
  }

  private static int portOf(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default ->
          throw new IllegalArgumentException(
              "the endpoint's URI has no port; use toUris(port), or to(…)");
    };
  }

  @Override
  public CompletionStage<CheckResult> check(Endpoint<? extends T> endpoint) {
    return CompletableFuture.completedFuture(connect(endpoint));
  }

  private CheckResult connect(Endpoint<? extends T> endpoint) {
    InetSocketAddress where;
    try {
      where = address.apply(endpoint);
    } catch (RuntimeException e) {
      return CheckResult.failed("no address: " + e);
    }
    if (where.isUnresolved()) {
      return CheckResult.failed("host " + where.getHostString() + " has no address");
    }
    // A channel's socket, unlike another, gives up when its thread is interrupted.
    try (SocketChannel channel = SocketChannel.open()) {
      channel.socket().connect(where, LIMIT_MILLIS);
      return CheckResult.passed();
    } catch (IOException e) {
      return CheckResult.failed("port " + where.getPort() + ": " + e.getMessage());
    }
  }
}

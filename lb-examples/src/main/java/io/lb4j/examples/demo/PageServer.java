package io.lb4j.examples.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The page, its events and its orders, and the metrics, for programs on this machine only. */
final class PageServer implements AutoCloseable {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int DEFAULT_BACKLOG = 0;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "page");
            thread.setDaemon(true);
            return thread;
          });
  private final Pulse pulse;

  /**
   * Starts serving.
   *
   * @param listener what {@link #bind} gave
   */
  PageServer(HttpServer listener, Stage stage) throws IOException {
    this.server = listener;
    Viewers viewers = new Viewers();
    this.pulse = new Pulse(stage, viewers);
    SameOrigin sameOrigin = new SameOrigin(listener.getAddress().getPort());
    server.createContext("/", new Desk(stage, viewers, new Assets(), sameOrigin));
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Takes a port of the loopback interface, so that it is known to be free before anything else is
   * started.
   *
   * @param port 0 for any
   * @throws java.net.BindException if it is taken
   */
  static HttpServer bind(int port) throws IOException {
    return HttpServer.create(
        new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), DEFAULT_BACKLOG);
  }

  /** Where to find the page. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Where Prometheus finds the metrics. */
  URI metricsUri() {
    return uri().resolve("metrics");
  }

  @Override
  public void close() {
    pulse.close();
    server.stop(0);
    threads.shutdownNow();
  }
}

package io.lb4j.examples.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server that keeps sessions in its own memory, as servlet containers do: it counts the visits of
 * each, and whoever comes with a session that it does not know begins anew.
 */
public final class SessionServer implements AutoCloseable {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final String COOKIE = "JSESSIONID=";

  private final Map<String, AtomicInteger> visits = new ConcurrentHashMap<>();
  private final HttpServer server;

  private SessionServer(HttpServer server) {
    this.server = server;
  }

  /** Starts a server on a free port of the loopback interface. */
  public static SessionServer start() throws IOException {
    // Or each exchange takes 40 ms. Read when the first server of the process is made.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0);
    SessionServer made = new SessionServer(HttpServer.create(address, 0));
    made.server.createContext("/", made::answer);
    made.server.start();
    return made;
  }

  /** Where to find it. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      AtomicInteger count = known(exchange.getRequestHeaders().getFirst("Cookie"));
      if (count == null) {
        String id = UUID.randomUUID().toString();
        count = new AtomicInteger();
        visits.put(id, count);
        exchange.getResponseHeaders().add("Set-Cookie", COOKIE + id + "; Path=/; HttpOnly");
      }
      byte[] body = ("visit " + count.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private @Nullable AtomicInteger known(@Nullable String cookie) {
    return cookie != null && cookie.startsWith(COOKIE)
        ? visits.get(cookie.substring(COOKIE.length()))
        : null;
  }

  /** Stops answering, in the middle of whatever it does; its sessions are lost. */
  public void stop() {
    server.stop(0);
  }

  @Override
  public void close() {
    stop();
  }
}

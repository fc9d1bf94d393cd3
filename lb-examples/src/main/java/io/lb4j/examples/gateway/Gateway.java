package io.lb4j.examples.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.affinity.PresentedToken;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.route.NoRouteException;
import io.lb4j.route.NoRouteException.Reason;
import io.lb4j.route.Router;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * An HTTP reverse proxy: a router finds the pool, a signed cookie the session's endpoint, and an
 * invoker calls it, or another one if that fails and the request may be repeated. Bodies are held
 * in memory, up to a megabyte, so that they can be sent again; a real gateway would stream large
 * ones.
 */
final class Gateway implements AutoCloseable {

  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final Duration BACKEND_LIMIT = Duration.ofSeconds(2);
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private static final ExchangeView VIEW = new ExchangeView();

  private final Router<HttpExchange, Pool> router;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofMillis(500))
          .build();
  private final ExecutorService threads = perRequest();
  private final LongAdder moved = new LongAdder();
  private final HttpServer server;

  Gateway(int port, Router<HttpExchange, Pool> router) throws IOException {
    // Read once, by the first server of the JVM: without it every answer waits for an ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.router = router;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** A virtual thread per request where the JDK has them, from 21 on, else pooled ones. */
  private static ExecutorService perRequest() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How many answers came from another endpoint than the session's. */
  long moved() {
    return moved.sum();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        answer(exchange, 413, "The body is too long.");
        return;
      }
      forward(exchange, router.route(exchange), body);
    } catch (NoRouteException e) {
      answer(exchange, e.reason() == Reason.AMBIGUOUS_PATH ? 400 : 404, "There is no route.");
    } catch (NoEndpointAvailableException e) {
      answer(exchange, 503, "No backend can take the request.");
    } catch (IllegalArgumentException e) {
      answer(exchange, 400, "The request cannot be passed on.");
    } finally {
      exchange.close();
    }
  }

  private void forward(HttpExchange exchange, Pool pool, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder()
            .timeout(BACKEND_LIMIT)
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    ProxyHeaders.copyRequest(exchange, request);
    PresentedToken session = pool.token().read(VIEW.header(exchange, "cookie"), pool.ids());
    HttpResponse<byte[]> response;
    try {
      response =
          pool.invoker(IDEMPOTENT.contains(exchange.getRequestMethod()))
              .call(
                  session.prefer(SelectionContext.none()),
                  backend -> send(request.copy().uri(target(backend, exchange)).build()),
                  answer -> Outcome.ofHttpStatus(answer.statusCode()));
    } catch (IOException e) {
      answer(exchange, 502, "The backend failed.");
      return;
    }
    ProxyHeaders.copyResponse(response.headers().map(), exchange.getResponseHeaders());
    String servedBy = response.uri().getAuthority();
    String setCookie = response.statusCode() < 500 ? session.setCookie(servedBy) : null;
    if (setCookie != null) {
      exchange.getResponseHeaders().add("Set-Cookie", setCookie);
      moved.add(session.endpointId() == null || servedBy.equals(session.endpointId()) ? 0 : 1);
    }
    answer(exchange, response.statusCode(), response.body());
  }

  /** The path is passed on as it came, which is as the router has seen it. */
  private static URI target(URI backend, HttpExchange exchange) {
    URI asked = exchange.getRequestURI();
    String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
    return URI.create(backend + asked.getRawPath() + query);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    answer(exchange, status, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean bodiless =
        body.length == 0 || exchange.getRequestMethod().equals("HEAD") || status == 304;
    exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
    if (!bodiless) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

package io.lb4j.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lb4j.Balancer;
import io.lb4j.affinity.AffinityToken;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.route.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a browser gets, and what a backend sees, through real sockets. */
final class GatewayTest {

  private final OkHttpClient browser = new OkHttpClient();
  private final Queue<Headers> seen = new ConcurrentLinkedQueue<>();
  private HttpServer one;
  private HttpServer other;
  private Balancer<URI> cart;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    one = backend();
    other = backend();
    cart =
        Balancer.<URI>builder("cart")
            .endpoints(Endpoint.of(uri(one)), Endpoint.of(uri(other)))
            .build();
    Router<HttpExchange, Pool> router =
        Router.<HttpExchange, Pool>builder(new ExchangeView())
            .rule("cart")
            .host("127.0.0.1")
            .pathPrefix("/cart")
            .query("shop", "shoes & more")
            .to(Pool.of(cart, AffinityToken.builder("k", new byte[32]).build()))
            .build();
    gateway = new Gateway(0, router);
  }

  @AfterEach
  void stop() {
    gateway.close();
    cart.close();
    one.stop(0);
    other.stop(0);
    browser.connectionPool().evictAll();
  }

  private HttpServer backend() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestHeaders());
          byte[] body = exchange.getRequestBody().readAllBytes();
          byte[] answer =
              (exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + new String(body, StandardCharsets.UTF_8)
                      + " at "
                      + server.getAddress().getPort())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Keep-Alive", "timeout=5");
          exchange.getResponseHeaders().add("X-Answer", "42");
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.setExecutor(Executors.newCachedThreadPool(task -> daemon(task)));
    server.start();
    return server;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "backend");
    thread.setDaemon(true);
    return thread;
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private Request.Builder request() {
    return new Request.Builder().url(gateway.uri() + "/cart/1%20a?shop=shoes+%26%20more");
  }

  private Response call(Request request) throws IOException {
    return browser.newCall(request).execute();
  }

  @Test
  void methodPathBodyStatusAndHeadersGoThroughAndThoseOfTheConnectionDoNot() throws IOException {
    Request post =
        request()
            .header("Connection", "X-Hop")
            .header("X-Hop", "1")
            .header("TE", "trailers")
            .header("X-Forwarded-For", "6.6.6.6")
            .header("X-User", "ann")
            .post(RequestBody.create("two", null))
            .build();

    try (Response response = call(post)) {
      assertThat(response.code()).isEqualTo(201);
      assertThat(response.body().string())
          .startsWith("POST /cart/1%20a?shop=shoes+%26%20more two at ");
      assertThat(response.header("X-Answer")).isEqualTo("42");
      assertThat(response.header("Keep-Alive")).isNull();
    }

    Headers headers = seen.remove();
    assertThat(headers.get("X-User")).containsExactly("ann");
    assertThat(headers.get("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(headers.get("X-Forwarded-Host")).containsExactly(gateway.uri().getAuthority());
    assertThat(headers.getFirst("X-Request-Id")).hasSize(36);
    assertThat(headers).doesNotContainKeys("X-hop", "Te");
  }

  @Test
  void aRequestIdIsKeptIfItIsHarmless() throws IOException {
    call(request().header("X-Request-Id", "abc-1").build()).close();
    call(request().header("X-Request-Id", "<script>").build()).close();

    assertThat(seen.remove().getFirst("X-Request-Id")).isEqualTo("abc-1");
    assertThat(seen.remove().getFirst("X-Request-Id")).hasSize(36);
  }

  @Test
  void theCookieKeepsTheSessionOnItsBackendUntilThatIsGone() throws IOException {
    String first;
    String cookie;
    try (Response response = call(request().build())) {
      first = response.body().string();
      cookie = response.header("Set-Cookie").split(";", 2)[0];
    }
    for (int i = 0; i < 20; i++) {
      try (Response response = call(request().header("Cookie", "a=b; " + cookie).build())) {
        assertThat(response.body().string()).isEqualTo(first);
        assertThat(response.header("Set-Cookie")).isNull();
      }
    }
    (first.endsWith(" at " + one.getAddress().getPort()) ? one : other).stop(0);

    try (Response response = call(request().header("Cookie", cookie).build())) {
      assertThat(response.body().string()).isNotEqualTo(first);
      assertThat(response.header("Set-Cookie")).isNotNull();
    }
    assertThat(gateway.moved()).isEqualTo(1);
  }

  @Test
  void whatHasNoRouteOrNoBackendOrIsTooLongIsToldSo() throws IOException {
    assertThat(status("/cart")).isEqualTo(404);
    assertThat(status("/x%2F..%2Fcart?shop=shoes+%26%20more")).isEqualTo(400);
    try (Response response =
        call(request().post(RequestBody.create(new byte[(1 << 20) + 1], null)).build())) {
      assertThat(response.code()).isEqualTo(413);
    }
    cart.clear();
    try (Response response = call(request().build())) {
      assertThat(response.code()).isEqualTo(503);
    }
    assertThat(seen).isEmpty();
  }

  private int status(String path) throws IOException {
    try (Response response = call(new Request.Builder().url(gateway.uri() + path).build())) {
      return response.code();
    }
  }
}

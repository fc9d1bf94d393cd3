package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  /** By its callers' failures or by failed checks, whichever come together first. */
  private static final Set<String> OUT = Set.of("EJECTED", "UNHEALTHY");

  private static Stage stage;
  private static PageServer page;

  @BeforeAll
  static void start() throws Exception {
    stage = Stage.start(PolicyChoice.PEAK_EWMA, PolicyChoice.ROUND_ROBIN, 100);
    page = new PageServer(PageServer.bind(0), stage);
  }

  @AfterAll
  static void stop() {
    page.close();
    stage.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/page.css, text/css; charset=utf-8",
    "/main.js, text/javascript; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/uplot/LICENSE, text/plain; charset=utf-8",
    "/policies, application/json",
    "/metrics, text/plain; version=0.0.4; charset=utf-8"
  })
  void servesWhatThePageNeeds(String path, String type) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(answer.body()).isNotBlank();
  }

  @Test
  void framesTellOfBothSides() throws Exception {
    JsonNode frame = awaitFrame(f -> f.at("/sides/1/answered").asDouble() > 0);

    assertThat(frame.path("at").asLong()).isPositive();
    assertThat(frame.path("servers")).hasSizeGreaterThanOrEqualTo(6);
    assertThat(frame.at("/sides/0/name").asText()).isEqualTo("A");
    assertThat(frame.at("/sides/1/name").asText()).isEqualTo("B");
    double shares = 0;
    for (JsonNode endpoint : frame.at("/sides/1/endpoints")) {
      shares += endpoint.path("share").asDouble();
    }
    assertThat(shares).isBetween(0.99, 1.01);
  }

  @Test
  void aDeadServerIsTakenOutOnBothSidesAndTheReasonIsTold() throws Exception {
    assertThat(order("{\"order\":\"afflict\",\"server\":\"s2\",\"condition\":\"DEAD\"}"))
        .isEqualTo(204);

    JsonNode frame = awaitFrame(f -> isOut(endpoint(f, 0, 1)) && isOut(endpoint(f, 1, 1)));

    assertThat(endpoint(frame, 0, 1).path("reason").asText()).isNotBlank();
    assertThat(endpoint(frame, 1, 1).path("reason").asText()).isNotBlank();
    order("{\"order\":\"recover\"}");
  }

  @Test
  void ordersAreCarriedOut() throws Exception {
    assertThat(order("{\"order\":\"drain\",\"server\":\"s5\",\"drained\":true}")).isEqualTo(204);
    assertThat(order("{\"order\":\"load\",\"callsPerSecond\":60}")).isEqualTo(204);
    assertThat(order("{\"order\":\"choose\",\"side\":\"B\",\"policy\":\"ring_hash\"}"))
        .isEqualTo(204);
    assertThat(order("{\"order\":\"add\"}")).isEqualTo(204);

    JsonNode frame =
        awaitFrame(
            f ->
                f.path("callsPerSecond").asInt() == 60
                    && f.at("/sides/1/policy").asText().equals("ring_hash")
                    && f.path("servers").size() == 7);
    assertThat(endpoint(frame, 0, 4).path("state").asText()).isEqualTo("DRAINING");
    assertThat(endpoint(frame, 1, 4).path("state").asText()).isEqualTo("DRAINING");
    assertThat(endpoint(frame, 1, 4).path("reason").asText()).isEqualTo("drained on the page");

    assertThat(order("{\"order\":\"recover\"}")).isEqualTo(204);
    awaitFrame(f -> !endpoint(f, 0, 4).path("state").asText().equals("DRAINING"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"order\":\"afflict\",\"server\":\"s99\",\"condition\":\"DEAD\"} | there is no server"
            + " \"s99\"",
        "{\"order\":\"afflict\",\"server\":\"<b>\\n"
            + "\",\"condition\":\"DEAD\"} | there is no server \"<b>?\"",
        "{\"order\":\"afflict\",\"server\":\"s1\",\"condition\":\"ILL\"} | not one of the values"
            + " accepted",
        "{\"order\":\"afflict\",\"server\":\"s1\"} | Missing creator property 'condition'",
        "{\"order\":\"choose\",\"side\":\"A\",\"policy\":\"best\"} | there is no policy \"best\"",
        "{\"order\":\"load\",\"callsPerSecond\":100000} | callsPerSecond is 100000; it must be 20"
            + " to 500",
        "{\"order\":\"stop\"} | that is no order",
        "[] | that is no order",
        "nonsense | that is no order"
      })
  void aWrongOrderIsExplained(String body, String why) throws Exception {
    HttpResponse<String> answer = post(body, "application/json");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(why);
  }

  @Test
  void ordersAreJsonSmallAndPosted() throws Exception {
    String order = "{\"order\":\"recover\"}";

    assertThat(post(order, "text/plain").statusCode()).isEqualTo(415);
    assertThat(post(" ".repeat(5000) + order, "application/json").statusCode()).isEqualTo(413);
    assertThat(get("/orders").statusCode()).isEqualTo(405);
    assertThat(get("/no-such-page").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "http://127.0.0.1:1", "null", "https://127.0.0.1"})
  void otherOriginsAreRefused(String origin) throws Exception {
    assertThat(orderFrom(authority(), origin)).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1", "localhost:1"})
  void otherHostsAreRefused(String host) throws Exception {
    assertThat(orderFrom(host, "http://" + host)).startsWith("HTTP/1.1 403");
  }

  @Test
  void thePagesOwnOriginIsNot() throws Exception {
    String local = "localhost:" + page.uri().getPort();

    assertThat(orderFrom(authority(), "http://" + authority())).startsWith("HTTP/1.1 204");
    assertThat(orderFrom(local, "http://" + local)).startsWith("HTTP/1.1 204");
  }

  @Test
  void tellsWhyAServerWasPicked() throws Exception {
    awaitFrame(f -> endpoint(f, 0, 0).path("share").asDouble() > 0);

    JsonNode why = JSON.readTree(get("/why?side=A&server=s1").body());

    assertThat(why.path("server").asText()).isEqualTo("s1");
    // By a scan if the servers were so late that a check has failed meanwhile.
    assertThat(why.at("/last/route").asText()).isIn("POLICY", "SCAN");
    assertThat(why.at("/last/candidates")).isNotEmpty();
    assertThat(why.at("/now/0/id").asText()).isEqualTo("s1");
    assertThat(get("/why?side=A&server=s10").statusCode()).isEqualTo(400);
    assertThat(get("/why?side=C").statusCode()).isEqualTo(400);
  }

  private static boolean isOut(JsonNode endpoint) {
    return OUT.contains(endpoint.path("state").asText()) && !endpoint.path("serving").asBoolean();
  }

  private static JsonNode endpoint(JsonNode frame, int side, int index) {
    return frame.path("sides").path(side).path("endpoints").path(index);
  }

  /**
   * Reads events until one is as it should be; what goes wrong shows as a time-out of the build.
   */
  private static JsonNode awaitFrame(Predicate<JsonNode> wanted) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(page.uri().resolve("/events")).build();
    HttpResponse<Stream<String>> events = HTTP.send(request, BodyHandlers.ofLines());
    try (Stream<String> lines = events.body()) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("data: ")) {
          JsonNode frame = JSON.readTree(line.substring("data: ".length()));
          if (wanted.test(frame)) {
            return frame;
          }
        }
      }
    }
    throw new AssertionError("the events ended");
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(page.uri().resolve(path)).build(), BodyHandlers.ofString());
  }

  private static int order(String body) throws Exception {
    return post(body, "application/json").statusCode();
  }

  private static HttpResponse<String> post(String body, String type) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(page.uri().resolve("/orders"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String authority() {
    return page.uri().getAuthority();
  }

  /** By a plain socket: the JDK's client sets the Host itself. */
  private static String orderFrom(String host, String origin) throws Exception {
    String body = "{\"order\":\"load\",\"callsPerSecond\":100}";
    String request =
        """
        POST /orders HTTP/1.1
        Host: %s
        Origin: %s
        Content-Type: application/json
        Content-Length: %d
        Connection: close

        %s\
        """
            .formatted(host, origin, body.length(), body)
            .replace("\n", "\r\n");
    URI uri = page.uri();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }
}

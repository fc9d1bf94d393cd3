package io.lb4j.examples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers what the page, or Prometheus, asks for. Everything that changes something is a POST. */
final class Desk implements HttpHandler {

  private static final int MAX_ORDER_BYTES = 4096;
  private static final Pattern WHY = Pattern.compile("side=([AB])&server=(s\\d{1,2})");

  private final Stage stage;
  private final Viewers viewers;
  private final Assets assets;
  private final SameOrigin sameOrigin;
  private final JsonMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .build();

  Desk(Stage stage, Viewers viewers, Assets assets, SameOrigin sameOrigin) {
    this.stage = stage;
    this.viewers = viewers;
    this.assets = assets;
    this.sameOrigin = sameOrigin;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String refusal = sameOrigin.refusal(headers(exchange, "Host"), headers(exchange, "Origin"));
      if (refusal != null) {
        Reply.text(403, "refused: " + refusal).send(exchange);
      } else if (path.equals("/orders")) {
        order(exchange).send(exchange);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        notAllowed(exchange, "GET").send(exchange);
      } else if (path.equals("/events")) {
        watch(exchange);
      } else {
        look(path, exchange.getRequestURI().getQuery()).send(exchange);
      }
    }
  }

  private Reply look(String path, @Nullable String query) throws IOException {
    if (path.equals("/why")) {
      return why(query == null ? "" : query);
    }
    if (path.equals("/policies")) {
      return Reply.json(json.writeValueAsBytes(PolicyChoice.values()));
    }
    if (path.equals("/metrics")) {
      return Reply.metrics(stage.meters().scrape());
    }
    Reply asset = assets.at(path);
    return asset == null ? Reply.text(404, "there is nothing here; the page is at /") : asset;
  }

  private Reply why(String query) throws IOException {
    Matcher asked = WHY.matcher(query);
    if (!asked.matches()) {
      return Reply.text(400, "ask for ?side=A&server=s1, or the like");
    }
    try {
      return Reply.json(
          json.writeValueAsBytes(stage.why(SideName.valueOf(asked.group(1)), asked.group(2))));
    } catch (IllegalArgumentException e) {
      return Reply.text(400, String.valueOf(e.getMessage()));
    }
  }

  private Reply order(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return notAllowed(exchange, "POST");
    }
    // No form can send this type, so a browser would ask before it let another site's page do so.
    if (!headers(exchange, "Content-Type").equals(List.of("application/json"))) {
      return Reply.text(415, "orders are application/json");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_ORDER_BYTES + 1);
    if (body.length > MAX_ORDER_BYTES) {
      return Reply.text(413, "an order has " + MAX_ORDER_BYTES + " bytes at most");
    }
    try {
      json.readValue(body, Order.class).give(stage);
      return new Reply(204, "text/plain", new byte[0]);
    } catch (JsonProcessingException e) {
      return Reply.text(400, "that is no order: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return Reply.text(400, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Reply.text(500, "that failed: " + e.getMessage());
    }
  }

  private void watch(HttpExchange exchange) throws IOException {
    BlockingQueue<String> queue = Viewers.newQueue();
    if (!viewers.join(queue)) {
      Reply.text(503, "too many pages are open; close one").send(exchange);
      return;
    }
    Reply.headers(exchange, "text/event-stream");
    try {
      exchange.sendResponseHeaders(200, 0);
      viewers.serve(queue, exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Reply notAllowed(HttpExchange exchange, String allowed) {
    exchange.getResponseHeaders().set("Allow", allowed);
    return Reply.text(405, "this takes " + allowed + " only");
  }

  private static List<String> headers(HttpExchange exchange, String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? List.of() : values;
  }
}

package io.lb4j.examples.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a proxy passes on of a message's headers, and what it adds. */
final class ProxyHeaders {

  /**
   * Of one connection and not of the message (RFC 9110, 7.6.1), or written by client and server.
   */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "content-length",
          "expect");

  /** What clients claim of these is not believed: this is the edge. */
  private static final Set<String> OURS =
      Set.of("x-forwarded-for", "x-forwarded-host", "x-request-id", "forwarded");

  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private ProxyHeaders() {}

  static void copyRequest(HttpExchange exchange, HttpRequest.Builder request) {
    Headers headers = exchange.getRequestHeaders();
    Set<String> dropped = dropped(headers.getOrDefault("Connection", List.of()));
    headers.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!dropped.contains(lower) && !OURS.contains(lower)) {
            values.forEach(value -> request.header(name, value));
          }
        });
    request.header("X-Forwarded-For", exchange.getRemoteAddress().getAddress().getHostAddress());
    String host = headers.getFirst("Host");
    if (host != null) {
      request.header("X-Forwarded-Host", host);
    }
    String id = headers.getFirst("X-Request-Id");
    boolean usable = id != null && REQUEST_ID.matcher(id).matches();
    request.header("X-Request-Id", usable ? id : UUID.randomUUID().toString());
  }

  static void copyResponse(Map<String, List<String>> from, Headers to) {
    Set<String> dropped = dropped(from.getOrDefault("connection", List.of()));
    from.forEach(
        (name, values) -> {
          if (!dropped.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> to.add(name, value));
          }
        });
  }

  /** A Connection header names further headers that are for this connection only. */
  private static Set<String> dropped(List<String> connection) {
    Set<String> dropped = new HashSet<>(NOT_PASSED_ON);
    connection.stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .forEach(name -> dropped.add(name.strip().toLowerCase(Locale.ROOT)));
    return dropped;
  }
}

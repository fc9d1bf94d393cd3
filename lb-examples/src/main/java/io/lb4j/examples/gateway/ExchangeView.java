package io.lb4j.examples.gateway;

import com.sun.net.httpserver.HttpExchange;
import io.lb4j.route.RequestView;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a router reads the requests of the JDK's HTTP server. */
final class ExchangeView implements RequestView<HttpExchange> {

  @Override
  public String host(HttpExchange exchange) {
    String authority = exchange.getRequestHeaders().getFirst("Host");
    if (authority == null) {
      return "";
    }
    int end = authority.startsWith("[") ? authority.indexOf(']') : authority.indexOf(':');
    return end < 0 ? authority : authority.substring(authority.startsWith("[") ? 1 : 0, end);
  }

  @Override
  public String path(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath();
    return path == null ? "" : path;
  }

  @Override
  public String method(HttpExchange exchange) {
    return exchange.getRequestMethod();
  }

  @Override
  public @Nullable String header(HttpExchange exchange, String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? null : String.join(name.equals("cookie") ? "; " : ", ", values);
  }

  @Override
  public @Nullable String query(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        return equals < 0 ? "" : decoded(pair.substring(equals + 1));
      }
    }
    return null;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}

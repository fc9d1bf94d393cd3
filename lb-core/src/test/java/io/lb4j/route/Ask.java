package io.lb4j.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of the tests' own: routers know none. */
record Ask(
    String method,
    String host,
    String path,
    Map<String, String> headers,
    Map<String, String> query) {

  /** Reads asks. */
  static final RequestView<Ask> VIEW =
      new RequestView<>() {
        @Override
        public String host(Ask ask) {
          return ask.host;
        }

        @Override
        public String path(Ask ask) {
          return ask.path;
        }

        @Override
        public String method(Ask ask) {
          return ask.method;
        }

        @Override
        public @Nullable String header(Ask ask, String name) {
          return ask.headers.get(name);
        }

        @Override
        public @Nullable String query(Ask ask, String name) {
          return ask.query.get(name);
        }
      };

  static Ask get(String host, String path) {
    return new Ask("GET", host, path, Map.of(), Map.of());
  }

  static Ask get(String path) {
    return get("shop.example", path);
  }

  Ask as(String method) {
    return new Ask(method, host, path, headers, query);
  }

  Ask with(String header, String value) {
    return new Ask(method, host, path, Map.of(header, value), query);
  }

  Ask asking(String parameter, String value) {
    return new Ask(method, host, path, headers, Map.of(parameter, value));
  }

  static RouterBuilder<Ask, String> router() {
    return Router.<Ask, String>builder(VIEW);
  }
}

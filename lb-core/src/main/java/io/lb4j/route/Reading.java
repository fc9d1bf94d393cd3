package io.lb4j.route;

import io.lb4j.route.FieldCondition.Source;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request for one decision. Rules that differ by the value of one header or cookie stand
 * in a row, so it remembers the last field instead of looking it up for each. For one thread.
 */
final class Reading<R> {

  private final RequestView<R> view;
  private final R request;
  private @Nullable Source source;
  private String name = "";
  private @Nullable String value;

  Reading(RequestView<R> view, R request) {
    this.view = view;
    this.request = request;
  }

  R request() {
    return request;
  }

  String method() {
    return view.method(request);
  }

  @Nullable String value(Source source, String name) {
    if (source != this.source || !name.equals(this.name)) {
      this.value =
          switch (source) {
            case HEADER -> view.header(request, name);
            case QUERY -> view.query(request, name);
            case COOKIE -> view.cookie(request, name);
          };
      this.source = source;
      this.name = name;
    }
    return value;
  }
}

package io.lb4j.okhttp;

import io.lb4j.route.RequestView;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * How a router reads OkHttp's requests. Cookies are those of the Cookie header; a cookie jar adds
 * its own later.
 */
final class RequestReader implements RequestView<Request> {

  static final RequestReader INSTANCE = new RequestReader();

  private RequestReader() {}

  @Override
  public String host(Request request) {
    return request.url().host();
  }

  @Override
  public String path(Request request) {
    return request.url().encodedPath();
  }

  @Override
  public String method(Request request) {
    return request.method();
  }

  @Override
  public @Nullable String header(Request request, String name) {
    List<String> values = request.headers(name);
    return switch (values.size()) {
      case 0 -> null;
      case 1 -> values.get(0);
      default -> String.join(", ", values);
    };
  }

  @Override
  public @Nullable String query(Request request, String name) {
    HttpUrl url = request.url();
    for (int i = 0; i < url.querySize(); i++) {
      if (url.queryParameterName(i).equals(name)) {
        String value = url.queryParameterValue(i);
        return value == null ? "" : value;
      }
    }
    return null;
  }
}

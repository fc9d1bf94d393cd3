package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Keeps OkHttp from doing things behind the balancer's back. The outermost network interceptor: it
 * sees each request that is sent, redirects included, and each response before OkHttp reacts to it.
 *
 * <ul>
 *   <li>OkHttp sends a request again on 503 with {@code Retry-After: 0}, a POST too, and on 408. A
 *       {@code Retry-After} of one second keeps it from doing so.
 *   <li>A redirect to the service's own name would lose the endpoint's port. Made relative, it
 *       stays on the endpoint.
 *   <li>On a redirect elsewhere OkHttp drops Authorization, but keeps a Cookie and a Host that were
 *       set on the request.
 * </ul>
 */
final class WireInterceptor implements Interceptor {

  private static final int REQUEST_TIMEOUT = 408;
  private static final int UNAVAILABLE = 503;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Attempt attempt = request.tag(Attempt.class);
    Wire wire = attempt == null ? null : attempt.wire();
    if (attempt == null || wire == null) {
      return chain.proceed(request);
    }
    if (!wire.leadsTo(request.url())) {
      return chain.proceed(elsewhere(request, wire, attempt));
    }
    Response response = chain.proceed(request);
    int status = response.code();
    if (status == UNAVAILABLE || status == REQUEST_TIMEOUT) {
      attempt.disguised(Disguise.of(response, "Retry-After"));
      return response.newBuilder().header("Retry-After", "1").build();
    }
    if (status >= 300 && status <= 399) {
      String location = relative(response, wire);
      if (location != null) {
        attempt.disguised(Disguise.of(response, "Location"));
        return response.newBuilder().header("Location", location).build();
      }
    }
    return response;
  }

  private static Request elsewhere(Request request, Wire wire, Attempt attempt) {
    Request.Builder builder = request.newBuilder();
    String cookie = attempt.explicitCookie();
    if (cookie != null && cookie.equals(request.header("Cookie"))) {
      builder.removeHeader("Cookie");
    }
    if (wire.explicitHost() != null && wire.explicitHost().equals(request.header("Host"))) {
      builder.header("Host", Wire.authority(request.url()));
    }
    return builder.build();
  }

  /** The redirect's path and query if it leads to the service by an absolute URL, else null. */
  private static @Nullable String relative(Response response, Wire wire) {
    String location = response.header("Location");
    HttpUrl url = location == null ? null : HttpUrl.parse(location);
    if (url == null || wire.leadsTo(url) || !wire.means(url)) {
      return null;
    }
    String path = url.encodedPath();
    // A path that begins with two slashes would be taken for a host.
    StringBuilder relative = new StringBuilder(path.startsWith("//") ? "/." : "").append(path);
    if (url.encodedQuery() != null) {
      relative.append('?').append(url.encodedQuery());
    }
    if (url.encodedFragment() != null) {
      relative.append('#').append(url.encodedFragment());
    }
    return relative.toString();
  }
}

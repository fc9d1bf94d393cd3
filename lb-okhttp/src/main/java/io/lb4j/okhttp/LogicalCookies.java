package io.lb4j.okhttp;

import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;

/**
 * Keeps the cookies of a service under its own name where endpoints are called by theirs, so that a
 * session goes on when another endpoint takes over.
 *
 * @param wire the endpoint that is called
 * @param jar the client's own
 */
record LogicalCookies(Wire wire, CookieJar jar) implements CookieJar {

  @Override
  public List<Cookie> loadForRequest(HttpUrl url) {
    return jar.loadForRequest(wire.leadsTo(url) ? wire.logicalUrl(url) : url);
  }

  @Override
  public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
    if (wire.leadsTo(url)) {
      jar.saveFromResponse(wire.logicalUrl(url), cookies.stream().map(this::ofService).toList());
    } else {
      jar.saveFromResponse(url, cookies);
    }
  }

  private Cookie ofService(Cookie cookie) {
    return cookie.hostOnly()
        ? cookie.newBuilder().hostOnlyDomain(wire.logical().host()).build()
        : cookie;
  }
}

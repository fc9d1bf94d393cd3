package io.lb4j.okhttp;

import okhttp3.Address;
import okhttp3.Connection;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * How one request's URL, which names the service, becomes one that leads to the chosen endpoint,
 * and back.
 *
 * <p>An endpoint with an IP address is <em>pinned</em>: the URL keeps the logical host, so that
 * Host, SNI, certificate checks and cookies stay those of the service; DNS does the rest, and only
 * a differing scheme or port is replaced. An endpoint with a name of its own is called by it, as
 * are all behind a proxy, which looks names up itself.
 *
 * @param logical the URL as the caller wrote it
 * @param actual the URL that is called
 * @param dns leads the actual host to the endpoint
 * @param explicitHost the Host header that keeps the caller's authority, or null if the URL yields
 *     it
 */
record Wire(HttpUrl logical, HttpUrl actual, PinnedDns dns, @Nullable String explicitHost) {

  /**
   * Leads a URL to an endpoint.
   *
   * @param pinned by its address; otherwise by its own host
   * @param others resolves every other host
   */
  static Wire to(Destination destination, boolean pinned, HttpUrl logical, Dns others) {
    String host = pinned ? logical.host() : destination.host();
    PinnedDns dns = new PinnedDns(host, pinned ? destination.address() : null, others);
    if (pinned
        && logical.port() == destination.port()
        && logical.scheme().equals(destination.scheme())) {
      return new Wire(logical, logical, dns, null);
    }
    HttpUrl.Builder actual =
        logical.newBuilder().scheme(destination.scheme()).port(destination.port());
    if (!pinned) {
      // Only then, because the host is checked and encoded anew.
      actual.host(host);
    }
    return new Wire(logical, actual.build(), dns, pinned ? authority(logical) : null);
  }

  /** Tells whether {@link #to} would make the same of these for the same endpoint. */
  boolean fits(HttpUrl url, boolean pinned, Dns others) {
    return dns.others() == others && pinned == (dns.address() != null) && url.equals(logical);
  }

  /** A URL's host and port as the Host header has them. */
  static String authority(HttpUrl url) {
    String host = url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]";
    return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
  }

  /** The chain in which the URL leads to the endpoint, and OkHttp retries nothing that matters. */
  Interceptor.Chain through(Interceptor.Chain chain, boolean replayable) {
    Interceptor.Chain pinned = chain.withDns(dns);
    if (chain.getRetryOnConnectionFailure() && !replayable) {
      pinned = pinned.withRetryOnConnectionFailure(false);
    }
    CookieJar jar = chain.getCookieJar();
    // Pinned endpoints are called by the service's name, under which the jar keeps cookies anyway.
    return dns.address() == null && jar != CookieJar.NO_COOKIES
        ? pinned.withCookieJar(new LogicalCookies(this, jar))
        : pinned;
  }

  /** Tells whether another URL is called than the caller wrote. */
  boolean isRewritten() {
    return !actual.equals(logical);
  }

  /** Tells whether a URL leads to the endpoint. */
  boolean leadsTo(HttpUrl url) {
    return sameAuthority(url, actual);
  }

  /** Tells whether a connection leads to the endpoint, whichever call made it. */
  boolean isOver(Connection connection) {
    Address address = connection.route().address();
    return leadsTo(address.url()) && dns.equals(address.dns());
  }

  /** Tells whether a URL, in a redirect, means the service, whichever way the server spells it. */
  boolean means(HttpUrl url) {
    return sameAuthority(url, actual) || sameAuthority(url, logical);
  }

  private static boolean sameAuthority(HttpUrl a, HttpUrl b) {
    return a.port() == b.port() && a.host().equals(b.host()) && a.scheme().equals(b.scheme());
  }

  /** The URL of the service that a URL of the endpoint stands for. */
  HttpUrl logicalUrl(HttpUrl url) {
    return url.newBuilder()
        .scheme(logical.scheme())
        .host(logical.host())
        .port(logical.port())
        .build();
  }

  /** The request that is sent. */
  Request.Builder actualRequest(Request request, boolean cached) {
    Request.Builder builder = request.newBuilder();
    if (isRewritten()) {
      builder.url(actual);
      if (explicitHost != null && request.header("Host") == null) {
        builder.header("Host", explicitHost);
      }
      if (cached && request.method().equals("GET") && request.cacheUrlOverride() == null) {
        builder.cacheUrlOverride(logical);
      }
    }
    return builder;
  }

  /** The response as the caller should see it: to a request for the service. */
  Response.Builder logicalResponse(Response response, Request request, Request actualRequest) {
    Request answered = response.request();
    Response.Builder builder = response.newBuilder();
    if (answered == actualRequest) {
      return builder.request(request);
    }
    if (!leadsTo(answered.url())) {
      return builder.request(answered.newBuilder().tag(Attempt.class, null).build());
    }
    Request.Builder redirected =
        answered.newBuilder().url(logicalUrl(answered.url())).tag(Attempt.class, null);
    if (explicitHost != null && request.header("Host") == null) {
      redirected.removeHeader("Host");
    }
    return builder.request(redirected.build());
  }
}

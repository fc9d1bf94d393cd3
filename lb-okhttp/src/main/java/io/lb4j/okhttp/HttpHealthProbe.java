package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthProbe;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Asks endpoints by HTTP whether they can serve.
 *
 * <pre>{@code
 * HealthProbe<URI> probe =
 *     HttpHealthProbe.builder(new OkHttpClient(), "orders")
 *         .path("/ready")
 *         .degradedHeader("x-envoy-degraded")
 *         .build();
 * }</pre>
 *
 * <p><b>What passes.</b> An answer to a GET of {@code /health} with a status of 200 to 299, which
 * arrives whole; a builder sets something else. At most 64 KiB of its body are read. No redirect is
 * followed.
 *
 * <p><b>What is sent.</b> Checks go where calls of the wrapped client go, with the Host and TLS
 * server name of the service; see {@link LoadBalancing}. Of the client that it is given a probe
 * uses TLS, proxy, DNS, sockets and protocols. It has connections and threads of its own, and
 * neither time-outs, cookies, authenticators, cache, interceptors nor event listeners. It takes no
 * lease, so balancers do not count it.
 *
 * <p><b>Connections</b> stay open for the next check, one per endpoint, at most 1024, until idle
 * for a minute. So a check does not prove that the endpoint accepts new ones, unless {@link
 * Builder#reuseConnections} says so. After a check without an answer the next one connects anew.
 *
 * <p><b>Errors.</b> A check without an answer completes exceptionally with an {@link
 * java.io.IOException} that says why. Time-outs are the business of those who check: cancel the
 * {@link java.util.concurrent.CompletableFuture} that a check returns, and its request ends at
 * once; only a look-up of an endpoint's name cannot be ended. A check that nobody cancels ends
 * after a minute.
 *
 * <p><b>Cost.</b> A check holds a thread while it lasts; the threads are daemons and end a second
 * after their last check. How many are under way is the business of those who check. An open HTTP/2
 * connection holds a thread, too. Immutable and thread-safe; balancers of the same name may share
 * one.
 *
 * <p>Do not use it with a path whose answer depends on other services: when one of those fails, all
 * endpoints do.
 */
public final class HttpHealthProbe implements HealthProbe<URI> {

  private final OkHttpClient client;
  private final Request request;
  private final @Nullable Integer port;
  private final HealthAnswer expected;

  private HttpHealthProbe(
      OkHttpClient client, Request request, @Nullable Integer port, HealthAnswer expected) {
    this.client = client;
    this.request = request;
    this.port = port;
    this.expected = expected;
  }

  /**
   * Begins a probe.
   *
   * @param client how to connect; it is not changed, and may be a wrapped one
   * @param name the balancer's name, which is the logical host of the checks
   * @return a builder
   * @throws IllegalArgumentException if the name is no host name
   */
  public static Builder builder(OkHttpClient client, String name) {
    return new Builder(
        Objects.requireNonNull(client, "client"),
        HostNames.require(Objects.requireNonNull(name, "name")));
  }

  /**
   * Asks an endpoint.
   *
   * @param endpoint whom; its target has scheme, host and port
   * @return a {@link java.util.concurrent.CompletableFuture}, which may be cancelled
   * @throws IllegalArgumentException if the target is more or less than that
   */
  @Override
  public CompletionStage<CheckResult> check(Endpoint<? extends URI> endpoint) {
    return ProbeAnswer.of(
        client, request.newBuilder(), ProbeTarget.of(endpoint, port), expected::judge);
  }

  /** Configures a probe. Not thread-safe. */
  public static final class Builder {

    private final OkHttpClient client;
    private final String name;
    private final Headers.Builder headers = new Headers.Builder();
    private final List<StatusRange> expected = new ArrayList<>();
    private final List<StatusRange> degraded = new ArrayList<>();
    private String method = "GET";
    private String path = "/health";
    private @Nullable Integer port;
    private @Nullable DegradedHeader degradedHeader;
    private @Nullable Pattern body;
    private int maxBodyBytes = HealthAnswer.DEFAULT_MAX_BODY_BYTES;
    private boolean reuseConnections = true;

    private Builder(OkHttpClient client, String name) {
      this.client = client;
      this.name = name;
    }

    /**
     * Sets the method. Others than GET, HEAD and OPTIONS are sent with an empty body.
     *
     * @param method in upper-case letters; {@code GET} by default
     * @return this
     */
    public Builder method(String method) {
      this.method = Objects.requireNonNull(method, "method");
      return this;
    }

    /**
     * Sets what is asked for.
     *
     * @param path begins with a slash, and may have a query; {@code /health} by default
     * @return this
     */
    public Builder path(String path) {
      this.path = Objects.requireNonNull(path, "path");
      return this;
    }

    /**
     * Adds a header.
     *
     * @param name letters, digits and hyphens, but not {@code Host}
     * @param value visible ASCII characters, spaces and tabs
     * @return this
     * @throws IllegalArgumentException if it cannot be sent
     */
    public Builder header(String name, String value) {
      ProbeRequests.addHeader(headers, name, value);
      return this;
    }

    /**
     * Sets the Host header. The TLS server name stays that of the service.
     *
     * @param host a host, with or without a port; what calls send by default
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    public Builder host(String host) {
      ProbeRequests.setHost(headers, host);
      return this;
    }

    /**
     * Sets the port at which all endpoints answer checks, with the scheme of their own.
     *
     * @param port 1 to 65535; each endpoint's own by default
     * @return this
     */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /**
     * Lets a status pass. The first call replaces 200 to 299, further ones add to it.
     *
     * @param status 200 to 599
     * @return this
     */
    public Builder expectStatus(int status) {
      return expectStatus(status, status);
    }

    /**
     * Lets statuses pass. The first call replaces 200 to 299, further ones add to it.
     *
     * @param first 200 to 599
     * @param last the last that passes, not below the first
     * @return this
     */
    public Builder expectStatus(int first, int last) {
      expected.add(new StatusRange(first, last));
      return this;
    }

    /**
     * Takes a status for degraded, whether it passes or not.
     *
     * @param status 200 to 599
     * @return this
     */
    public Builder degradedStatus(int status) {
      degraded.add(new StatusRange(status, status));
      return this;
    }

    /**
     * Takes what would pass for degraded if it has a header. Replaces the one named before.
     *
     * @param name the header, whatever its value
     * @return this
     */
    public Builder degradedHeader(String name) {
      this.degradedHeader = new DegradedHeader(Objects.requireNonNull(name, "name"), null);
      return this;
    }

    /**
     * Takes what would pass for degraded if it has a header of a value. Replaces the one named
     * before.
     *
     * @param name the header
     * @param value its value, in upper or lower case
     * @return this
     */
    public Builder degradedHeader(String name, String value) {
      this.degradedHeader =
          new DegradedHeader(
              Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Lets only bodies pass that contain a text. Replaces what was demanded before.
     *
     * @param text not empty
     * @return this
     */
    public Builder bodyContains(String text) {
      return bodyMatches(Pattern.compile(Objects.requireNonNull(text, "text"), Pattern.LITERAL));
    }

    /**
     * Lets only bodies pass of which a part matches. Replaces what was demanded before. A pattern
     * that backtracks badly holds a thread beyond the time-out; one that recurses too deeply for
     * the body fails the check.
     *
     * @param pattern what is found somewhere in the body
     * @return this
     */
    public Builder bodyMatches(Pattern pattern) {
      this.body = Objects.requireNonNull(pattern, "pattern");
      return this;
    }

    /**
     * Sets how much of a body is read; what comes later is not looked at.
     *
     * @param maxBodyBytes in bytes, 1 to 16 MiB; 64 KiB by default
     * @return this
     */
    public Builder maxBodyBytes(int maxBodyBytes) {
      this.maxBodyBytes = maxBodyBytes;
      return this;
    }

    /**
     * Sets whether a check may use the connection of an earlier one.
     *
     * @param reuseConnections true by default; false if checks are to show that an endpoint accepts
     *     connections, or if there are too many endpoints to keep one open to each
     * @return this
     */
    public Builder reuseConnections(boolean reuseConnections) {
      this.reuseConnections = reuseConnections;
      return this;
    }

    /**
     * Makes the probe.
     *
     * @return a probe for any number of endpoints
     * @throws IllegalArgumentException if a value is out of its range; the message names it
     */
    public HttpHealthProbe build() {
      ProbeRequests.requirePort(port);
      HealthAnswer answer =
          new HealthAnswer(
              expected.isEmpty() ? StatusRange.SUCCESSFUL : expected,
              degraded,
              degradedHeader,
              body,
              maxBodyBytes);
      if (body != null && method.equals("HEAD")) {
        throw new IllegalArgumentException(
            "method is \"HEAD\", whose answers have no body; to look into the body use GET");
      }
      return new HttpHealthProbe(
          ProbeClient.of(client, ProbeClient.MAX_TIMEOUT, reuseConnections),
          request(),
          port,
          answer);
    }

    private Request request() {
      boolean isBodiless =
          switch (ProbeRequests.requireMethod(method)) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
          };
      return new Request.Builder()
          .url(ProbeRequests.url(name, path))
          .headers(headers.build())
          .method(method, isBodiless ? null : RequestBody.EMPTY)
          .build();
    }
  }
}

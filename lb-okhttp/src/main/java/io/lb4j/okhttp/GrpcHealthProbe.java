package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthProbe;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks endpoints by gRPC whether they can serve: {@code grpc.health.v1.Health/Check}, which servers
 * of every language offer. It needs no gRPC library.
 *
 * <pre>{@code
 * HealthProbe<URI> probe =
 *     GrpcHealthProbe.builder(new OkHttpClient(), "orders").service("shop.Orders").build();
 * }</pre>
 *
 * <p><b>What passes.</b> {@code SERVING}, and nothing else. A server without the health service
 * fails, as does one that does not know the service asked for. A server of scheme {@code http} that
 * speaks HTTP/1.1 alone fails at once if it refuses what it cannot read, as most do, or else when
 * the time of the check is over.
 *
 * <p><b>What is sent.</b> The request goes over HTTP/2: at once to endpoints of scheme {@code
 * http}, by ALPN to those of scheme {@code https}. The connections of {@code http} cannot go
 * through an HTTP proxy. Everything else, connections, cancelling and cost too, is as in {@link
 * HttpHealthProbe}. A connection that stays open holds a thread, so have none stay open where
 * endpoints are thousands.
 *
 * <p><b>Errors.</b> A check without an answer completes exceptionally with an {@link
 * java.io.IOException} that says why.
 *
 * <p>Immutable and thread-safe; balancers of the same name may share one.
 *
 * @see <a href="https://grpc.io/docs/guides/health-checking/">gRPC: Health Checking</a>
 */
public final class GrpcHealthProbe implements HealthProbe<URI> {

  private static final String METHOD = "/grpc.health.v1.Health/Check";

  private final OkHttpClient plaintext;
  private final OkHttpClient tls;
  private final Request request;
  private final @Nullable Integer port;
  private final GrpcHealthAnswer answer;

  private GrpcHealthProbe(
      OkHttpClient client, Request request, @Nullable Integer port, GrpcHealthAnswer answer) {
    this.plaintext = client.newBuilder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();
    // OkHttp offers no HTTP/2 alone; an answer by HTTP/1.1 is refused.
    this.tls = client.newBuilder().protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)).build();
    this.request = request;
    this.port = port;
    this.answer = answer;
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
    ProbeTarget target = ProbeTarget.of(endpoint, port);
    OkHttpClient client = target.destination().scheme().equals("https") ? tls : plaintext;
    return ProbeAnswer.of(client, request.newBuilder(), target, answer::judge);
  }

  /** Configures a probe. Not thread-safe. */
  public static final class Builder {

    private final OkHttpClient client;
    private final String name;
    private final Headers.Builder headers =
        new Headers.Builder()
            .add("te", "trailers")
            .add("grpc-accept-encoding", "identity")
            // Or OkHttp would ask for gzip, of HTTP instead of gRPC.
            .add("accept-encoding", "identity");
    private String service = "";
    private @Nullable Integer port;
    private boolean reuseConnections = true;

    private Builder(OkHttpClient client, String name) {
      this.client = client;
      this.name = name;
    }

    /**
     * Sets the service that is asked for.
     *
     * @param service its full name, {@code package.Service}; empty, for the whole server, by
     *     default
     * @return this
     */
    public Builder service(String service) {
      this.service = Objects.requireNonNull(service, "service");
      return this;
    }

    /**
     * Adds a header, which gRPC calls metadata.
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
     * Sets the authority. The TLS server name stays that of the service.
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
    public GrpcHealthProbe build() {
      ProbeRequests.requirePort(port);
      if (!service.isEmpty()) {
        Names.require("service", service);
      }
      Request request =
          new Request.Builder()
              .url(ProbeRequests.url(name, METHOD))
              .headers(headers.build())
              .post(GrpcMessage.healthCheckRequest(service))
              .build();
      return new GrpcHealthProbe(
          ProbeClient.of(client, ProbeClient.MAX_TIMEOUT, reuseConnections),
          request,
          port,
          new GrpcHealthAnswer(service));
    }
  }
}

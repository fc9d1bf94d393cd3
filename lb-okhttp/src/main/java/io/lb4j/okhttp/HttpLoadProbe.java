package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.request.LoadReport;
import io.lb4j.select.LoadProbe;
import io.lb4j.time.Durations;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks endpoints for their load by HTTP, for {@code SelectionPolicies.prequal}.
 *
 * <pre>{@code
 * LoadProbe probe = HttpLoadProbe.builder(new OkHttpClient(), "orders").build();
 * Balancer<URI> orders =
 *     Balancer.<URI>builder("orders")
 *         .endpoints(endpoints)
 *         .policy(SelectionPolicies.prequal(probe))
 *         .build();
 * }</pre>
 *
 * <p><b>What servers answer.</b> A GET of {@code /load} is answered with a status of 200 to 299 and
 * an ORCA load report, in the header {@code endpoint-load-metrics} as Envoy reads it, or in the
 * body. ORCA leaves it to applications to name what Prequal goes by; here it is {@code
 * requests_in_flight}, a count that includes the requests that wait, and {@code
 * latency_estimate_ms}, the median latency of late at about that count, in milliseconds. Both must
 * be there:
 *
 * <pre>{@code
 * endpoint-load-metrics: TEXT named_metrics.requests_in_flight=3,named_metrics.latency_estimate_ms=12.5
 *
 * {"named_metrics": {"requests_in_flight": 3, "latency_estimate_ms": 12.5}}
 * }</pre>
 *
 * <p><b>What is sent.</b> Probes go where calls of the wrapped client go, with the Host and TLS
 * server name of the service; see {@link LoadBalancing}. Of the client that it is given a probe
 * uses TLS, proxy, DNS, sockets and protocols. It has connections and threads of its own, and
 * neither cookies, authenticators, cache, interceptors nor event listeners. It follows no redirect
 * and reads at most 8 KiB. It takes no lease, so balancers do not count it.
 *
 * <p><b>Errors.</b> A probe that is not answered as said fails, and the policy works without it.
 * The first failure is logged.
 *
 * <p><b>Cost.</b> At most 128 probes are under way, each on a thread while it lasts; the threads
 * are daemons and end a second after their last probe. One idle connection per endpoint stays open
 * for a minute. Immutable and thread-safe; balancers of the same name may share one.
 *
 * <p>Do not use it where an answer costs the server more than reading two numbers, nor for
 * endpoints whose targets are no {@link URI}s.
 */
public final class HttpLoadProbe implements LoadProbe {

  private static final Logger LOG = LoggerFactory.getLogger(HttpLoadProbe.class);

  /** What Prequal has under way at most, twice: while its set changes, there are two of it. */
  private static final int MAX_UNDER_WAY = 128;

  private final OkHttpClient client;
  private final HttpUrl url;
  private final @Nullable Integer port;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean warned = new AtomicBoolean();

  private HttpLoadProbe(OkHttpClient client, HttpUrl url, @Nullable Integer port) {
    this.client = client;
    this.url = url;
    this.port = port;
  }

  /**
   * Begins a probe.
   *
   * @param client how to connect; it is not changed, and may be a wrapped one
   * @param name the balancer's name, which is the logical host of the probes
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
   * @param endpoint whom; its target is a {@link URI} of scheme, host and port
   * @return completes with the report within the time limit, or exceptionally with what went wrong
   */
  @Override
  public CompletionStage<LoadReport> probe(Endpoint<?> endpoint) {
    if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
      underWay.decrementAndGet();
      return CompletableFuture.failedFuture(
          new IOException(MAX_UNDER_WAY + " load probes are under way; no further one is sent"));
    }
    CompletableFuture<LoadReport> report;
    try {
      report =
          ProbeAnswer.of(
              client,
              new Request.Builder().url(url),
              ProbeTarget.of(endpoint, port),
              LoadAnswer::read);
    } catch (RuntimeException | Error e) {
      // An Error if no thread is to be had: the probe fails, and its slot must not stay taken.
      report = CompletableFuture.failedFuture(e);
    }
    return report.whenComplete((answer, failure) -> ended(endpoint, failure));
  }

  private void ended(Endpoint<?> endpoint, @Nullable Throwable failure) {
    underWay.decrementAndGet();
    if (failure != null && warned.compareAndSet(false, true)) {
      LOG.warn(
          "lb4j {}: load probe {} of endpoint {} failed: {}. Where probes fail, prequal goes by"
              + " requests in flight. Further failures are not logged",
          url.host(),
          url.encodedPath(),
          endpoint.id(),
          Names.escape(String.valueOf(failure.getMessage())));
    }
  }

  /** Configures a probe. Not thread-safe. */
  public static final class Builder {

    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(1);

    private final OkHttpClient client;
    private final String name;
    private String path = "/load";
    private @Nullable Integer port;
    private Duration timeout = MAX_TIMEOUT;

    private Builder(OkHttpClient client, String name) {
      this.client = client;
      this.name = name;
    }

    /**
     * Sets what is asked for.
     *
     * @param path begins with a slash, and may have a query; {@code /load} by default
     * @return this
     */
    public Builder path(String path) {
      this.path = Objects.requireNonNull(path, "path");
      return this;
    }

    /**
     * Sets the port at which all endpoints answer probes, with the scheme of their own.
     *
     * @param port 1 to 65535; each endpoint's own by default
     * @return this
     */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /**
     * Limits the time of one probe, from connecting to the end of the body.
     *
     * @param timeout at most a second, the default, after which the policy gives a probe up
     * @return this
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Makes the probe.
     *
     * @return a probe for any number of endpoints
     * @throws IllegalArgumentException if a value is out of its range; the message names it
     */
    public HttpLoadProbe build() {
      ProbeRequests.requirePort(port);
      Durations.requirePositive("timeout", timeout);
      if (timeout.compareTo(MAX_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            "timeout is "
                + Durations.text(timeout)
                + "; it must be at most "
                + Durations.text(MAX_TIMEOUT)
                + ", after which the policy gives a probe up");
      }
      return new HttpLoadProbe(
          ProbeClient.of(client, timeout, true), ProbeRequests.url(name, path), port);
    }
  }
}

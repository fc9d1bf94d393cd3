package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryBudget;
import io.lb4j.route.Variant;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.time.RandomSource;
import io.lb4j.time.Ticker;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.net.URI;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A balancer under the host name that stands for it, with the wires to its endpoints. */
final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancing.class);

  /** More destinations than this are forgotten and read again, so that churn costs no memory. */
  private static final int MAX_DESTINATIONS = 16_384;

  /**
   * How many unusable endpoints one pick steps over: enough to find a usable one where one in ten
   * is, and a few milliseconds of work where none is.
   */
  private static final int MAX_UNUSABLE = 64;

  private final String host;
  private final Balancer<URI> balancer;
  private final ConcurrentHashMap<URI, Wires> wires = new ConcurrentHashMap<>();
  private final LoadReports loadReports;
  private final LoadBalancingOptions options;
  private final OutcomeClassifier classifier;
  private final TimeAndChance timeAndChance;
  private final SessionKeys sessionKeys;
  private final @Nullable HedgeDelay hedgeDelay;
  private final Connections connections;
  private final @Nullable OpenStreams openStreams;
  private final String policy;
  private final AtomicBoolean warnedOfUnusable = new AtomicBoolean();

  private Service(
      String host, Balancer<URI> balancer, LoadBalancingOptions options, Connections connections) {
    this.host = host;
    this.balancer = balancer;
    this.connections = connections;
    // Only spans name it.
    this.policy = options.tracing() == null ? "" : balancer.snapshot().policy();
    this.openStreams = options.streamsClosedAfterDrain() ? new OpenStreams() : null;
    this.loadReports = new LoadReports(balancer.name());
    this.options = options;
    this.classifier = GuardedClassifier.of(options.classifier());
    this.timeAndChance = balancer.timeAndChance();
    this.sessionKeys = new SessionKeys(balancer, options.affinityKey());
    Hedging hedging = options.attempts().hedging();
    this.hedgeDelay = hedging == null ? null : new HedgeDelay(hedging);
  }

  /**
   * Checks the balancer's name and the endpoints that it has by now.
   *
   * @throws IllegalArgumentException if the name is no host name or an endpoint cannot be called
   */
  static Service of(Balancer<URI> balancer, LoadBalancingOptions options, Connections connections) {
    return checked(new Service(HostNames.require(balancer.name()), balancer, options, connections));
  }

  /**
   * Checks the endpoints that the balancer has by now; its name is for messages only.
   *
   * @throws IllegalArgumentException if an endpoint cannot be called
   */
  static Service routed(
      Balancer<URI> balancer, LoadBalancingOptions options, Connections connections) {
    return checked(new Service(balancer.name(), balancer, options, connections));
  }

  private static Service checked(Service service) {
    Balancer<URI> balancer = service.balancer;
    for (EndpointSnapshot snapshot : balancer.snapshot().endpoints()) {
      Endpoint<?> endpoint = snapshot.endpoint();
      try {
        service.wires((URI) endpoint.target());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "balancer " + balancer.name() + ", endpoint " + endpoint.id() + ": " + e.getMessage(),
            e);
      }
    }
    Departures.follow(balancer, service);
    return service;
  }

  String host() {
    return host;
  }

  Connections connections() {
    return connections;
  }

  /** The responses that are to end with a drain's limit; null if they may go on. */
  @Nullable OpenStreams openStreams() {
    return openStreams;
  }

  void drainLimitPassed(String endpointId) {
    if (openStreams != null) {
      openStreams.end(endpointId);
    }
  }

  SessionKeys sessionKeys() {
    return sessionKeys;
  }

  RetryBudget retryBudget() {
    return balancer.retryBudget();
  }

  AttemptPolicy attempts() {
    return options.attempts();
  }

  TimeAndChance timeAndChance() {
    return timeAndChance;
  }

  /** Learns when to hedge; null if calls are not hedged. */
  @Nullable HedgeDelay hedgeDelay() {
    return hedgeDelay;
  }

  /** Begins the trace of a call; null if nobody traces. */
  @Nullable CallTrace trace(Request request) {
    OpenTelemetryTracing tracing = options.tracing();
    return tracing == null ? null : tracing.begin(request, balancer.name(), policy);
  }

  /** An id for all attempts of a call; empty if nobody wants it. */
  String newRequestId() {
    if (options.requestIdHeader() == null) {
      return "";
    }
    RandomSource random = timeAndChance.random();
    return HexFormat.of().toHexDigits(random.nextLong())
        + HexFormat.of().toHexDigits(random.nextLong());
  }

  @Nullable AttemptHeaders headers(int number, String requestId) {
    return options.attemptHeader() == null && options.requestIdHeader() == null
        ? null
        : new AttemptHeaders(options.attemptHeader(), number, options.requestIdHeader(), requestId);
  }

  /** Judges an answer by its head, with what the endpoint says of itself and of sessions. */
  Outcome judge(Response response, String endpointId) {
    Headers headers = response.headers();
    sessionKeys.learn(headers, endpointId);
    ServerStateHeader header = options.serverStateHeader();
    Remarks remarks =
        new Remarks(
            loadReports.read(headers, endpointId),
            RetryAfter.of(response),
            header == null ? null : header.read(headers));
    int status = response.code();
    Outcome byStatus =
        status < 100 || status > 599 ? Outcome.failure() : Outcome.ofHttpStatus(status);
    return classifier.ofResponse(response, remarks.attachTo(byStatus));
  }

  /** Judges an attempt without an answer. */
  Outcome judge(Request request, IOException failure, Outcome byEvidence) {
    return classifier.ofFailure(request, failure, byEvidence);
  }

  int size() {
    return wires.size();
  }

  /**
   * Picks an endpoint that can be called.
   *
   * @param variant is told how the attempt goes, or null
   * @throws NoEndpointException if there is none
   */
  Attempt pick(SelectionContext context, @Nullable Variant<?> variant) throws IOException {
    SelectionContext usable = context;
    @Nullable IllegalArgumentException unusable = null;
    for (int i = 0; i < MAX_UNUSABLE; i++) {
      Lease<URI> lease = select(usable, variant, unusable);
      try {
        return new Attempt(this, lease, wires(lease.target()));
      } catch (IllegalArgumentException e) {
        // Endpoints that came by update could not be checked when the client was wrapped.
        lease.report(Outcome.ignored());
        lease.close();
        unusable = e;
        warnOfUnusable(lease, e);
        usable = usable.avoiding(lease.endpoint());
      }
    }
    throw none(
        new NoEndpointAvailableException(
            balancer.name(),
            Reason.ALL_UNHEALTHY,
            Map.of(Reason.ALL_UNHEALTHY, MAX_UNUSABLE),
            null),
        unusable);
  }

  private Lease<URI> select(
      SelectionContext context, @Nullable Variant<?> variant, @Nullable Exception unusable)
      throws IOException {
    try {
      Lease<URI> lease = balancer.select(context);
      Ticker ticker = timeAndChance.ticker();
      return variant == null
          ? lease
          : new ReportingLease(lease, variant, ticker, ticker.nanoTime());
    } catch (NoEndpointAvailableException e) {
      if (variant != null && e.reason() != Reason.ALL_AVOIDED) {
        variant.report(Outcome.rejected(), 0);
      }
      throw none(e, unusable);
    } catch (RuntimeException e) {
      // Unchecked, it would kill the dispatcher's thread of an asynchronous call.
      throw new IOException("balancer " + balancer.name() + " failed to select an endpoint", e);
    }
  }

  private static NoEndpointException none(
      NoEndpointAvailableException cause, @Nullable Exception unusable) {
    NoEndpointException none = new NoEndpointException(cause);
    if (unusable != null) {
      none.addSuppressed(unusable);
    }
    return none;
  }

  private Wires wires(URI target) {
    Wires known = wires.get(target);
    if (known != null) {
      return known;
    }
    if (wires.size() >= MAX_DESTINATIONS) {
      wires.clear();
    }
    Wires read = Wires.to(target, timeAndChance.ticker());
    wires.put(target, read);
    return read;
  }

  private void warnOfUnusable(Lease<URI> lease, IllegalArgumentException e) {
    if (warnedOfUnusable.compareAndSet(false, true)) {
      LOG.warn(
          "lb4j {}: endpoint {} cannot be called and is passed over: {}. Further ones are not"
              + " logged",
          balancer.name(),
          lease.endpoint().id(),
          Names.escape(String.valueOf(e.getMessage())));
    }
  }
}

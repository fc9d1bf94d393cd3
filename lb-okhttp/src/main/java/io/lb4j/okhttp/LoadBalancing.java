package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.route.RequestView;
import io.lb4j.route.Router;
import io.lb4j.route.RouterBuilder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * Lets an OkHttp client pick an endpoint of a balancer for every call.
 *
 * <pre>{@code
 * Balancer<URI> orders =
 *     Balancer.<URI>builder("orders")
 *         .endpoints(
 *             Endpoint.of(URI.create("http://10.0.1.10:8080")),
 *             Endpoint.of(URI.create("http://10.0.1.11:8080")))
 *         .build();
 * OkHttpClient client = LoadBalancing.wrap(new OkHttpClient(), orders);
 * client.newCall(new Request.Builder().url("http://orders/items/42").build()).execute();
 * }</pre>
 *
 * <p><b>Which calls.</b> Those whose URL has a balancer's name as its host, with either scheme and
 * any port; all others are left alone. A {@code SelectionContext} that a request carries as its tag
 * ({@code tag(SelectionContext.class, context)}) says what the request asks of the selection.
 *
 * <p><b>What is sent.</b> The endpoint's scheme and port win. An endpoint with an IP address gets
 * the request as it was written: Host, TLS server name, certificate check, cookies and cache are
 * those of the service. An endpoint with a DNS name is called by that name, Host and certificate
 * included, and so is every endpoint behind a proxy by its address; cookies and cache stay those of
 * the service. A response's {@code request().url()} is the service's in each case. Redirects to the
 * service stay on the endpoint. Redirects elsewhere are followed as OkHttp does, without balancing,
 * and without the Authorization, Cookie and Host of the request; turn them off with {@code
 * followRedirects(false)} if your requests carry other secrets, such as API keys. A redirect to
 * another balancer's name is not balanced: the host is looked up like any other.
 *
 * <p><b>Further attempts.</b> Two at most unless {@link LoadBalancingOptions#withAttempts} says
 * otherwise, on endpoints that the call has not tried yet as long as there are any, within the
 * balancer's retry budget and the call timeout, never after a cancellation. A request that was
 * provably not processed goes elsewhere whatever its method: connection refused, no TLS, HTTP/2
 * stream refused, {@code Expect: 100-continue} declined. One that may have been processed goes
 * elsewhere only if it is idempotent (GET, HEAD, OPTIONS, TRACE, PUT, DELETE, an {@code
 * Idempotency-Key} header, or a tag of type {@link Idempotency}) and its body can be repeated: on
 * broken connections, on time-outs, and on 408, 429 and 5xx other than 501 and 505. When nothing is
 * left, the last response or exception is the caller's. Retries wait 10 or 20 ms at most; with a
 * wrapped client the thread that runs the call waits, with {@link #callFactory} and {@code enqueue}
 * none does. OkHttp's own retries are off, save one: an idempotent request that fails on an idle
 * connection that the endpoint had closed is sent to it again, as long as {@code
 * retryOnConnectionFailure} is true. A POST on such a connection fails; OkHttp alone would send it
 * twice.
 *
 * <p><b>What endpoints are held responsible for.</b> The status at the response's headers; failures
 * and time-outs of the network; a body that breaks. Not: cancellations, request bodies and
 * interceptors that throw, cache hits. An endpoint counts as busy until the body was read, closed
 * or cancelled, and with a WebSocket until it is closed: always close responses.
 *
 * <p><b>Endpoints that leave.</b> When one is drained, disabled or removed by an update, its idle
 * connections are closed at once, and its busy ones after their last request, so that a server can
 * restart without a failed call. WebSockets and other streams go on; {@link
 * LoadBalancingOptions#withStreamsClosedAfterDrain} ends them with the drain's limit. Clients that
 * were wrapped apart must not share a ConnectionPool: one would close what the other uses.
 *
 * <p><b>Load reports.</b> An ORCA load report in the response header {@code endpoint-load-metrics},
 * in the forms that Envoy reads ({@code TEXT}, {@code JSON}, {@code BIN} and none), or in {@code
 * endpoint-load-metrics-bin}, goes to the policy with the outcome: {@code
 * SelectionPolicies.reportedLoad()} works by it without further configuration, other policies
 * ignore it. Read are {@code application_utilization}, or {@code cpu_utilization} if that is 0 or
 * missing, {@code rps_fractional}, {@code eps}, and of the {@code named_metrics} {@code
 * requests_in_flight}, {@code queue_length}, {@code service_time_ms} and {@code
 * latency_estimate_ms}. A report that cannot be read, or says what cannot be, is ignored and logged
 * once per balancer. Trailers are not looked at.
 *
 * <p><b>Sessions.</b> {@link LoadBalancingOptions#withAffinityKey} says where requests name theirs,
 * or has them learned from the servers' own cookies; the balancer's affinity or hashing policy then
 * sends them where they belong.
 *
 * <p><b>Overload and state.</b> A 429 or 503 with {@code Retry-After}, in seconds or as a date by
 * this machine's clock, lets the endpoint rest for that time, at most 5 minutes; what cannot be
 * read is ignored. With {@link LoadBalancingOptions#withServerStateHeader} endpoints may also say
 * that they are degraded or about to go.
 *
 * <p><b>What may be configured.</b> Everything, on the client before wrapping or on {@code
 * wrapped.newBuilder()} afterwards; it applies to every attempt. Interceptors that were there
 * before wrapping run around all attempts, and once more in each that is a call of its own with
 * event listeners of its own: further attempts, and the first one if attempts are limited or
 * hedged. Calls that a call factory enqueues have only these. Interceptors added afterwards run
 * once per attempt, and see the URL that is called.
 *
 * <p><b>Limits.</b> The wrapped client has a Dispatcher and a ConnectionPool of its own. To the
 * Dispatcher a service is one host, so OkHttp's default of 5 asynchronous requests per host would
 * hold for all its endpoints together; here both limits are 1024, or the original's if higher. Each
 * running asynchronous call, and each open WebSocket, occupies a thread. OkHttp's default of 5 idle
 * connections would reconnect all the time; here it is 8 per endpoint present at wrapping, at least
 * 256, kept for 5 minutes. Set {@code dispatcher} and {@code connectionPool} on {@code
 * wrapped.newBuilder()} for other ones, an executor of virtual threads for instance.
 *
 * <p><b>Shutting down.</b> As with any client, idle threads and connections go by themselves,
 * threads after a minute, during which they keep the JVM alive. To end them at once: {@code
 * client.dispatcher().executorService().shutdown()} and {@code client.connectionPool().evictAll()}.
 * Closing the balancers is the caller's too.
 *
 * <p><b>Errors.</b> A call for which there is no endpoint fails with a {@link NoEndpointException}.
 * Endpoints that arrive by update and cannot be called, such as one with a path, are passed over
 * and logged once. Do not use this for calls to hosts that a proxy of your own balances already:
 * two balancers in a row work on half the information each.
 */
public final class LoadBalancing {

  private static final int MAX_REQUESTS = 1024;
  private static final int MIN_IDLE_CONNECTIONS = 256;
  private static final int IDLE_CONNECTIONS_PER_ENDPOINT = 8;
  private static final int KEEP_ALIVE_MINUTES = 5;

  private LoadBalancing() {}

  /**
   * Makes a client whose calls for a balancer's name go to that balancer's endpoints. Wrapping
   * again, for further balancers, is fine.
   *
   * @param client the client to start from; it is not changed
   * @param balancers at least one; their names are the hosts of the URLs they serve
   * @return a new client
   * @throws IllegalArgumentException if there is no balancer, a name is no host name, an IP address
   *     or used twice, or an endpoint's URI is more or less than scheme, host and port
   * @throws NullPointerException if an argument is null
   */
  @SafeVarargs
  public static OkHttpClient wrap(OkHttpClient client, Balancer<URI>... balancers) {
    return wrap(client, LoadBalancingOptions.defaults(), balancers);
  }

  /**
   * Makes a client as {@link #wrap(OkHttpClient, Balancer...)} does, with other options.
   *
   * @param client the client to start from; it is not changed
   * @param options for the calls to these balancers' endpoints
   * @param balancers at least one; their names are the hosts of the URLs they serve
   * @return a new client
   * @throws IllegalArgumentException as {@link #wrap(OkHttpClient, Balancer...)} does
   * @throws NullPointerException if an argument is null
   */
  @SafeVarargs
  public static OkHttpClient wrap(
      OkHttpClient client, LoadBalancingOptions options, Balancer<URI>... balancers) {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(options, "options");
    Connections connections = connections(client);
    Map<String, Service> services = new LinkedHashMap<>();
    for (Balancer<URI> balancer : balancers) {
      Objects.requireNonNull(balancer, "balancers contains null");
      add(client, Service.of(balancer, options, connections), services);
    }
    if (services.isEmpty()) {
      throw new IllegalArgumentException("there is no balancer; name at least one");
    }
    int endpoints = services.values().stream().mapToInt(Service::size).sum();
    return wrap(client, new HostRouting(services, connections), endpoints);
  }

  /**
   * Makes a client all of whose calls go where a router sends them, whatever their host; the URL
   * stays as it is written. A call without a route fails with an {@link UnroutedCallException}. It
   * is decided once per call: further attempts and redirects stay where the first one went.
   *
   * <pre>{@code
   * Router<Request, Upstream> router =
   *     LoadBalancing.router()
   *         .rule("cart").pathPrefix("/cart").to(Upstream.to(cart))
   *         .otherwise(Upstream.to(web))
   *         .build();
   * OkHttpClient client = LoadBalancing.wrap(new OkHttpClient(), router);
   * }</pre>
   *
   * @param client the client to start from; it is not changed
   * @param router from {@link #router()}, or any that reads requests
   * @return a new client
   * @throws IllegalArgumentException if an endpoint's URI is more or less than scheme, host and
   *     port
   */
  public static OkHttpClient wrap(OkHttpClient client, Router<Request, Upstream> router) {
    return wrap(client, LoadBalancingOptions.defaults(), router);
  }

  /**
   * Makes a client as {@link #wrap(OkHttpClient, Router)} does, with other options.
   *
   * @param client the client to start from; it is not changed
   * @param options for the calls to all endpoints
   * @param router from {@link #router()}, or any that reads requests
   * @return a new client
   * @throws IllegalArgumentException as {@link #wrap(OkHttpClient, Router)} does
   */
  public static OkHttpClient wrap(
      OkHttpClient client, LoadBalancingOptions options, Router<Request, Upstream> router) {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(router, "router");
    RuleRouting routing = new RuleRouting(client, options, router, connections(client));
    return wrap(client, routing, routing.endpoints());
  }

  /**
   * Begins a router for a client's calls.
   *
   * @return a builder without rules
   */
  public static RouterBuilder<Request, Upstream> router() {
    return Router.builder(requestView());
  }

  /**
   * Returns how a router reads OkHttp's requests, for routers to other destinations. Cookies are
   * those of the Cookie header; a cookie jar adds its own later.
   *
   * @return the shared view
   */
  public static RequestView<Request> requestView() {
    return RequestReader.INSTANCE;
  }

  private static OkHttpClient wrap(OkHttpClient client, CallRouting routing, int endpoints) {
    OkHttpClient.Builder builder =
        client
            .newBuilder()
            .dispatcher(dispatcher(client.dispatcher()))
            .connectionPool(
                new ConnectionPool(
                    Math.max(MIN_IDLE_CONNECTIONS, IDLE_CONNECTIONS_PER_ENDPOINT * endpoints),
                    KEEP_ALIVE_MINUTES,
                    TimeUnit.MINUTES));
    List<Interceptor> interceptors = builder.interceptors();
    if (!interceptors.isEmpty()) {
      interceptors.add(0, new LeaseGuard());
    }
    interceptors.add(new BalancingInterceptor(routing));
    if (builder.networkInterceptors().stream().noneMatch(WireInterceptor.class::isInstance)) {
      builder.networkInterceptors().add(0, new WireInterceptor());
    }
    return builder.build();
  }

  /**
   * Makes a factory whose calls for a balancer's name go to that balancer's endpoints: for
   * Retrofit's {@code callFactory} and for asynchronous calls. What holds for {@link
   * #wrap(OkHttpClient, Balancer...)} holds for its calls.
   *
   * @param client the client to start from; it is not changed
   * @param balancers at least one; their names are the hosts of the URLs they serve
   * @return a new factory
   * @throws IllegalArgumentException as {@link #wrap(OkHttpClient, Balancer...)} does
   * @throws NullPointerException if an argument is null
   */
  @SafeVarargs
  public static BalancedCallFactory callFactory(OkHttpClient client, Balancer<URI>... balancers) {
    return callFactory(client, LoadBalancingOptions.defaults(), balancers);
  }

  /**
   * Makes a factory as {@link #callFactory(OkHttpClient, Balancer...)} does, with other options.
   *
   * @param client the client to start from; it is not changed
   * @param options for the calls to these balancers' endpoints
   * @param balancers at least one; their names are the hosts of the URLs they serve
   * @return a new factory
   * @throws IllegalArgumentException as {@link #wrap(OkHttpClient, Balancer...)} does
   * @throws NullPointerException if an argument is null
   */
  @SafeVarargs
  public static BalancedCallFactory callFactory(
      OkHttpClient client, LoadBalancingOptions options, Balancer<URI>... balancers) {
    return new BalancedCallFactory(wrap(client, options, balancers));
  }

  /**
   * Makes a factory whose calls go where a router sends them, as those of {@link
   * #wrap(OkHttpClient, Router)} do. For calls that are enqueued it is decided when the call is
   * made, before interceptors.
   *
   * @param client the client to start from; it is not changed
   * @param router from {@link #router()}, or any that reads requests
   * @return a new factory
   * @throws IllegalArgumentException as {@link #wrap(OkHttpClient, Router)} does
   */
  public static BalancedCallFactory callFactory(
      OkHttpClient client, Router<Request, Upstream> router) {
    return callFactory(client, LoadBalancingOptions.defaults(), router);
  }

  /**
   * Makes a factory as {@link #callFactory(OkHttpClient, Router)} does, with other options.
   *
   * @param client the client to start from; it is not changed
   * @param options for the calls to all endpoints
   * @param router from {@link #router()}, or any that reads requests
   * @return a new factory
   * @throws IllegalArgumentException as {@link #wrap(OkHttpClient, Router)} does
   */
  public static BalancedCallFactory callFactory(
      OkHttpClient client, LoadBalancingOptions options, Router<Request, Upstream> router) {
    return new BalancedCallFactory(wrap(client, options, router));
  }

  private static void add(OkHttpClient client, Service service, Map<String, Service> services) {
    if (services.putIfAbsent(service.host(), service) != null || isTaken(client, service)) {
      throw new IllegalArgumentException(
          "two balancers have the name \""
              + service.host()
              + "\", ignoring case; the name is the host of the URLs, so it must be unique");
    }
  }

  private static boolean isTaken(OkHttpClient client, Service service) {
    return client.interceptors().stream()
        .anyMatch(
            interceptor ->
                interceptor instanceof BalancingInterceptor other
                    && other.routing().balances(service.host()));
  }

  /** A client that is wrapped again has one pool for all its services. */
  private static Connections connections(OkHttpClient client) {
    for (Interceptor interceptor : client.interceptors()) {
      if (interceptor instanceof BalancingInterceptor other) {
        return other.connections();
      }
    }
    return new Connections();
  }

  private static Dispatcher dispatcher(Dispatcher original) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(Math.max(MAX_REQUESTS, original.getMaxRequests()));
    dispatcher.setMaxRequestsPerHost(Math.max(MAX_REQUESTS, original.getMaxRequestsPerHost()));
    return dispatcher;
  }
}

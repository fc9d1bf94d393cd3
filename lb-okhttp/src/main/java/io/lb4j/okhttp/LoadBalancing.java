package io.lb4j.okhttp;

import io.lb4j.Balancer;
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

/**
 * Lets an OkHttp client pick an endpoint of a balancer for every call.
 *
 * <pre>{@code
 * Balancer<URI> orders = Balancer.<URI>builder("orders").endpoints(...).build();
 * OkHttpClient client = LoadBalancing.wrap(new OkHttpClient(), orders);
 * client.newCall(new Request.Builder().url("http://orders/items/42").build()).execute();
 * }</pre>
 */
public final class LoadBalancing {

  private static final int MAX_REQUESTS = 1024;
  private static final int MIN_IDLE_CONNECTIONS = 256;
  private static final int IDLE_CONNECTIONS_PER_ENDPOINT = 8;
  private static final int KEEP_ALIVE_MINUTES = 5;

  private LoadBalancing() {}

  /**
   * Makes a client whose calls for a balancer's name go to that balancer's endpoints.
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
    Objects.requireNonNull(client, "client");
    Map<String, Service> services = new LinkedHashMap<>();
    for (Balancer<URI> balancer : balancers) {
      add(client, Objects.requireNonNull(balancer, "balancers contains null"), services);
    }
    return wrap(client, services);
  }

  private static OkHttpClient wrap(OkHttpClient client, Map<String, Service> services) {
    if (services.isEmpty()) {
      throw new IllegalArgumentException("there is no balancer; name at least one");
    }
    int endpoints = services.values().stream().mapToInt(Service::size).sum();
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
    interceptors.add(new BalancingInterceptor(services));
    if (builder.networkInterceptors().stream().noneMatch(WireInterceptor.class::isInstance)) {
      builder.networkInterceptors().add(0, new WireInterceptor());
    }
    return builder.build();
  }

  /**
   * Makes a factory whose calls for a balancer's name go to that balancer's endpoints.
   *
   * @param client the client to start from; it is not changed
   * @param balancers at least one; their names are the hosts of the URLs they serve
   * @return a new factory
   * @throws IllegalArgumentException as {@link #wrap} does
   * @throws NullPointerException if an argument is null
   */
  @SafeVarargs
  public static BalancedCallFactory callFactory(OkHttpClient client, Balancer<URI>... balancers) {
    return new BalancedCallFactory(wrap(client, balancers));
  }

  private static void add(
      OkHttpClient client, Balancer<URI> balancer, Map<String, Service> services) {
    Service service = Service.of(balancer);
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
                    && other.balances(service.host()));
  }

  private static Dispatcher dispatcher(Dispatcher original) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(Math.max(MAX_REQUESTS, original.getMaxRequests()));
    dispatcher.setMaxRequestsPerHost(Math.max(MAX_REQUESTS, original.getMaxRequestsPerHost()));
    return dispatcher;
  }
}

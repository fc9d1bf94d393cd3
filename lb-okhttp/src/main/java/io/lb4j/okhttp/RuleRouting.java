package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.route.NoRouteException;
import io.lb4j.route.Route;
import io.lb4j.route.Router;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Every call goes where a router sends it; one without a route fails. */
final class RuleRouting implements CallRouting {

  private final Router<Request, Upstream> router;
  private final IdentityHashMap<Balancer<URI>, Service> services = new IdentityHashMap<>();
  private final Map<Upstream, Shadow> shadows = new HashMap<>();
  private final Connections connections;

  RuleRouting(
      OkHttpClient client,
      LoadBalancingOptions options,
      Router<Request, Upstream> router,
      Connections connections) {
    this.router = router;
    this.connections = connections;
    for (Route<Upstream> route : router.routes()) {
      Upstream upstream = route.destination();
      for (Balancer<URI> balancer : upstream.balancers()) {
        services.computeIfAbsent(balancer, b -> Service.routed(b, options, connections));
      }
      Shadow shadow = Shadow.of(upstream, client, options);
      if (shadow != null) {
        shadows.putIfAbsent(upstream, shadow);
      }
    }
  }

  /** How many endpoints there are by now, each counted once per pool that it is in. */
  int endpoints() {
    return services.values().stream().mapToInt(Service::size).sum();
  }

  @Override
  public Pool route(Request request) throws IOException {
    try {
      Upstream upstream = router.route(request);
      Upstream.Choice choice = upstream.choose(request);
      Service service = services.get(choice.balancer());
      if (service == null) {
        throw new IllegalStateException("balancer " + choice.balancer().name() + " is unknown");
      }
      return new Pool(service, choice.variant(), shadows.get(upstream));
    } catch (NoRouteException e) {
      throw new UnroutedCallException(e);
    } catch (RuntimeException e) {
      // Unchecked, it would kill the dispatcher's thread of an asynchronous call.
      throw new IOException("the router failed", e);
    }
  }

  /** Redirects and retries stay where the call was sent. */
  @Override
  public boolean allows(Service service, Request request) {
    return services.containsValue(service);
  }

  @Override
  public boolean balances(String host) {
    return false;
  }

  @Override
  public Connections connections() {
    return connections;
  }
}

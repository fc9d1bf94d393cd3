package io.lb4j.okhttp;

import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Calls whose URL's host is a balancer's name go to that balancer; all others are left alone. */
final class HostRouting implements CallRouting {

  private final Map<String, Pool> pools;
  private final Connections connections;

  HostRouting(Map<String, Service> services, Connections connections) {
    Map<String, Pool> pools = new LinkedHashMap<>();
    services.forEach((host, service) -> pools.put(host, Pool.of(service)));
    this.pools = Map.copyOf(pools);
    this.connections = connections;
  }

  @Override
  public @Nullable Pool route(Request request) {
    return pools.get(request.url().host());
  }

  @Override
  public boolean allows(Service service, Request request) {
    Pool pool = route(request);
    return pool != null && pool.service() == service;
  }

  @Override
  public boolean balances(String host) {
    return pools.containsKey(host);
  }

  @Override
  public Connections connections() {
    return connections;
  }
}

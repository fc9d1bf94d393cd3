package io.lb4j.okhttp;

import java.io.IOException;
import java.util.Map;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Sends calls for a balancer's name to its endpoints. */
final class BalancingInterceptor implements Interceptor {

  private final Map<String, Service> services;

  BalancingInterceptor(Map<String, Service> services) {
    this.services = Map.copyOf(services);
  }

  /** Whose connections the client's pool holds; one for all services of the client. */
  Connections connections() {
    return services.values().iterator().next().connections();
  }

  boolean balances(String host) {
    return services.containsKey(host);
  }

  /** The service that a host stands for, or null. */
  @Nullable Service service(String host) {
    return services.get(host);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Service service = services.get(request.url().host());
    if (service == null) {
      return chain.proceed(request);
    }
    Call call = chain.call();
    Attempt given = call.tag(Attempt.class);
    if (given != null && given.service() == service) {
      if (!given.hasRun()) {
        return given.run(chain);
      }
      // The caller's interceptor asks again by itself.
      given.supersede();
    }
    if (call.isCanceled()) {
      throw new IOException("Canceled");
    }
    Exchange exchange = Exchange.of(service, call, request, chain.getCookieJar());
    return exchange.hedgeDelay() == null
        ? new SequentialExchange(exchange, chain).run()
        : new BlockingRace(exchange, call).run();
  }
}

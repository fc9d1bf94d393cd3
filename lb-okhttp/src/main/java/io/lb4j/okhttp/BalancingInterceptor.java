package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Sends calls to the endpoints of the service that they are for. */
final class BalancingInterceptor implements Interceptor {

  private final CallRouting routing;

  BalancingInterceptor(CallRouting routing) {
    this.routing = routing;
  }

  CallRouting routing() {
    return routing;
  }

  /** Whose connections the client's pool holds. */
  Connections connections() {
    return routing.connections();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Call call = chain.call();
    Attempt given = call.tag(Attempt.class);
    if (given != null && routing.allows(given.service(), request)) {
      if (!given.hasRun()) {
        return given.run(chain);
      }
      // The caller's interceptor asks again by itself.
      given.supersede();
    }
    Pool pool = routing.route(request);
    if (pool == null) {
      return chain.proceed(request);
    }
    if (call.isCanceled()) {
      throw new IOException("Canceled");
    }
    Exchange exchange = Exchange.of(pool, call, request, chain.getCookieJar());
    return exchange.hedgeDelay() == null
        ? new SequentialExchange(exchange, chain).run()
        : new BlockingRace(exchange, call).run();
  }
}

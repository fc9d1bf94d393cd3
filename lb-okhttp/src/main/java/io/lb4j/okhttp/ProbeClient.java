package io.lb4j.okhttp;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The client that probes run on: a user's, without all that is meant for the user's own calls. */
final class ProbeClient {

  private static final long IDLE_THREAD_SECONDS = 1;
  private static final int MAX_IDLE_CONNECTIONS = 1024;
  private static final int KEEP_ALIVE_MINUTES = 1;

  private ProbeClient() {}

  static OkHttpClient of(OkHttpClient client, Duration timeout) {
    OkHttpClient.Builder builder =
        client
            .newBuilder()
            .dispatcher(dispatcher())
            .connectionPool(
                new ConnectionPool(MAX_IDLE_CONNECTIONS, KEEP_ALIVE_MINUTES, TimeUnit.MINUTES))
            .callTimeout(timeout)
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .authenticator(Authenticator.NONE)
            .cache(null)
            .eventListener(EventListener.NONE);
    builder.interceptors().clear();
    builder.networkInterceptors().clear();
    return builder.addInterceptor(ProbeClient::lead).build();
  }

  /** Leads a probe to its endpoint as a call of the wrapped client is led. */
  private static Response lead(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    ProbeTarget target = request.tag(ProbeTarget.class);
    if (target == null) {
      throw new IOException("a load probe without an endpoint");
    }
    Wire wire = Wire.to(target.destination(), target.uri(), request.url(), chain);
    return wire.through(chain, true).proceed(wire.actualRequest(request, false).build());
  }

  /** Without limits, as those who probe limit themselves, and all endpoints are one host here. */
  private static Dispatcher dispatcher() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "lb4j-probe");
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    return dispatcher;
  }
}

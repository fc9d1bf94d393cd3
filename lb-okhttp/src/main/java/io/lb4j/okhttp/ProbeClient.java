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
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The client that probes run on: a user's, without all that is meant for the user's own calls. */
final class ProbeClient {

  /** When a probe that nobody gives up ends. */
  static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  private static final long IDLE_THREAD_SECONDS = 1;
  private static final int MAX_IDLE_CONNECTIONS = 1024;
  private static final int KEEP_ALIVE_MINUTES = 1;

  private ProbeClient() {}

  /**
   * Makes a client.
   *
   * @param timeout the time of one probe; the only limit, as the client's own are for other calls
   * @param reused whether connections stay open for the next probe
   */
  static OkHttpClient of(OkHttpClient client, Duration timeout, boolean reused) {
    int idleConnections = reused ? MAX_IDLE_CONNECTIONS : 0;
    OkHttpClient.Builder builder =
        client
            .newBuilder()
            .dispatcher(dispatcher())
            .connectionPool(
                new ConnectionPool(idleConnections, KEEP_ALIVE_MINUTES, TimeUnit.MINUTES))
            .callTimeout(timeout)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            // A server may close an idle connection at any time, which says nothing about it.
            .retryOnConnectionFailure(true)
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .authenticator(Authenticator.NONE)
            .cache(null)
            .eventListenerFactory(call -> new BrokenConnection());
    builder.interceptors().clear();
    builder.networkInterceptors().clear();
    return builder.addInterceptor(ProbeClient::lead).build();
  }

  /** Leads a probe to its endpoint as a call of the wrapped client is led. */
  private static Response lead(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    ProbeTarget target = request.tag(ProbeTarget.class);
    if (target == null) {
      throw new IOException("a probe without an endpoint");
    }
    Wire wire = target.wires().wire(request.url(), chain);
    try {
      return wire.through(chain, true).proceed(wire.actualRequest(request, false).build());
    } catch (RuntimeException e) {
      // Of the user's DNS, proxy selector or sockets. Unchecked, it would kill the thread.
      throw new IOException(e.toString(), e);
    }
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

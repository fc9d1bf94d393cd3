package io.lb4j.okhttp;

import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.route.Mirror;
import io.lb4j.route.MirrorPolicy;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Sends copies of requests to a shadow pool, with a client of its own: whatever happens there meets
 * nobody's cookies, cache, connections, threads or interceptors.
 */
final class Shadow {

  private static final int MAX_THREADS = 1024;

  private final Mirror mirror;
  private final OkHttpClient client;

  private Shadow(Mirror mirror, OkHttpClient client) {
    this.mirror = mirror;
    this.client = client;
  }

  /** The shadow of an upstream, or null if it has none. */
  static @Nullable Shadow of(Upstream upstream, OkHttpClient client, LoadBalancingOptions options) {
    Upstream.Shadowing shadowing = upstream.shadowing();
    if (shadowing == null) {
      return null;
    }
    Connections connections = new Connections();
    LoadBalancingOptions once =
        options
            .withoutLearning()
            .withAttempts(AttemptPolicy.defaults().withRetries(RetryPolicy.none()));
    Service service = Service.routed(shadowing.balancer(), once, connections);
    OkHttpClient.Builder builder =
        client
            .newBuilder()
            .dispatcher(dispatcher())
            .connectionPool(new ConnectionPool())
            .eventListener(EventListener.NONE)
            .cookieJar(CookieJar.NO_COOKIES)
            .cache(null)
            .authenticator(Authenticator.NONE)
            .followRedirects(false)
            .retryOnConnectionFailure(false);
    builder.interceptors().clear();
    builder.networkInterceptors().clear();
    builder.addInterceptor(new BalancingInterceptor(new SingleRouting(service, connections)));
    builder.addNetworkInterceptor(new WireInterceptor());
    return new Shadow(shadowing.mirror(), builder.build());
  }

  /** The mirror bounds how many run at once; its threads keep no JVM alive. */
  private static Dispatcher dispatcher() {
    Dispatcher dispatcher =
        new Dispatcher(
            new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                1,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                  Thread thread = new Thread(task, "lb4j shadow");
                  thread.setDaemon(true);
                  return thread;
                }));
    dispatcher.setMaxRequests(MAX_THREADS);
    dispatcher.setMaxRequestsPerHost(MAX_THREADS);
    return dispatcher;
  }

  /** Copies a request if it can be and its turn has come; throws nothing. */
  void offer(Request request) {
    if (AttemptRules.isRepeatable(request.body()) && request.header("Upgrade") == null) {
      mirror.offer(() -> send(request));
    }
  }

  private Copy send(Request request) {
    Call call =
        client.newCall(
            new Request.Builder()
                .url(request.url())
                .headers(request.headers())
                .header(MirrorPolicy.HEADER, "true")
                .method(request.method(), request.body())
                .build());
    Copy copy = new Copy(call);
    call.enqueue(copy);
    return copy;
  }

  /** A copy that is under way; cancelling it cancels its call. */
  private static final class Copy extends CompletableFuture<Void> implements Callback {

    private final Call call;

    private Copy(Call call) {
      this.call = call;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      call.cancel();
      return cancelled;
    }

    @Override
    public void onResponse(Call call, Response response) {
      // Read to the end, so that the connection can be used again.
      try (BufferedSource body = response.body().source()) {
        body.readAll(Okio.blackhole());
        complete(null);
      } catch (IOException e) {
        completeExceptionally(e);
      }
    }

    @Override
    public void onFailure(Call call, IOException e) {
      completeExceptionally(e);
    }
  }
}

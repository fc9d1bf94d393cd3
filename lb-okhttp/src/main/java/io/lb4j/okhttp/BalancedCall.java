package io.lb4j.okhttp;

import io.lb4j.time.Scheduler;
import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import kotlin.jvm.functions.Function0;
import kotlin.reflect.KClass;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import okio.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call from the call factory. Enqueued, its attempts are enqueued one by one, so that nothing
 * waits for a retry but a timer; executed, it is an ordinary call of the wrapped client.
 *
 * <p>The prototype is that ordinary call. When attempts are enqueued it does not run, and holds
 * what belongs to all of them: the request, the time-out, the tags, and whether it was cancelled.
 */
final class BalancedCall implements Call {

  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancing.class);

  private final BalancedCallFactory factory;
  private final Pool pool;
  private final Call prototype;
  private final AtomicBoolean executed = new AtomicBoolean();
  private final List<EventListener> listeners = new CopyOnWriteArrayList<>();

  // Written once, by the thread that enqueues.
  private volatile @Nullable ConcurrentExchange exchange;

  BalancedCall(BalancedCallFactory factory, Pool pool, Request request) {
    this.factory = factory;
    this.pool = pool;
    this.prototype = factory.client().newCall(request);
  }

  @Override
  public Response execute() throws IOException {
    requireFirst();
    return prototype.execute();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // What the action throws is handled in it.
  public void enqueue(Callback callback) {
    requireFirst();
    CompletableFuture<Response> response;
    try {
      if (isCanceled()) {
        throw new IOException("Canceled");
      }
      ConcurrentExchange begun =
          new ConcurrentExchange(
              Exchange.of(pool, prototype, request(), factory.client().cookieJar()), this::start);
      exchange = begun;
      response = begun.begin();
      if (isCanceled()) {
        begun.cancel(false);
      }
    } catch (IOException e) {
      response = CompletableFuture.failedFuture(e);
    }
    Thread enqueuing = Thread.currentThread();
    response.whenComplete(
        (answer, thrown) -> {
          if (Thread.currentThread() == enqueuing || isCanceled()) {
            // Who enqueues or cancels may hold locks that the callback wants; and who cancels may
            // be
            // the one to hand over an answer that comes at this moment.
            scheduler().execute(() -> tell(callback, answer, thrown));
          } else {
            tell(callback, answer, thrown);
          }
        });
  }

  private Scheduler scheduler() {
    return pool.service().timeAndChance().scheduler();
  }

  private void requireFirst() {
    if (!executed.compareAndSet(false, true)) {
      throw new IllegalStateException("Already Executed");
    }
  }

  private void start(Call attempt, BiConsumer<@Nullable Response, @Nullable Throwable> ending) {
    listeners.forEach(attempt::addEventListener);
    attempt.enqueue(
        new Callback() {
          @Override
          public void onResponse(Call call, Response response) {
            ending.accept(response, null);
          }

          @Override
          public void onFailure(Call call, IOException e) {
            ending.accept(null, e);
          }
        });
  }

  /** As OkHttp does: what a callback throws is logged if it is checked, and nobody's otherwise. */
  private void tell(Callback callback, @Nullable Response response, @Nullable Throwable thrown) {
    try {
      if (response != null) {
        callback.onResponse(this, response);
      } else {
        callback.onFailure(this, thrown instanceof IOException e ? e : new IOException(thrown));
      }
    } catch (IOException e) {
      LOG.info("lb4j {}: a callback failed", pool.service().host(), e);
    } catch (Throwable e) {
      cancel();
      Thread thread = Thread.currentThread();
      UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
      if (handler != null) {
        handler.uncaughtException(thread, e);
      }
    }
  }

  @Override
  public void cancel() {
    prototype.cancel();
    ConcurrentExchange begun = exchange;
    if (begun != null) {
      begun.cancel(false);
    }
  }

  @Override
  public void addEventListener(EventListener listener) {
    listeners.add(listener);
    prototype.addEventListener(listener);
  }

  @Override
  public Request request() {
    return prototype.request();
  }

  @Override
  public boolean isExecuted() {
    return executed.get();
  }

  @Override
  public boolean isCanceled() {
    return prototype.isCanceled();
  }

  @Override
  public Timeout timeout() {
    return prototype.timeout();
  }

  @Override
  public <T> @Nullable T tag(KClass<T> type) {
    return prototype.tag(type);
  }

  @Override
  public <T> @Nullable T tag(Class<? extends T> type) {
    return prototype.tag(type);
  }

  @Override
  public <T> T tag(KClass<T> type, Function0<? extends T> compute) {
    return prototype.tag(type, compute);
  }

  @Override
  public <T> T tag(Class<T> type, Function0<? extends T> compute) {
    return prototype.tag(type, compute);
  }

  /** A new call, which goes where calls go by now. */
  @Override
  public Call clone() {
    return factory.newCall(request());
  }

  @Override
  public String toString() {
    return "BalancedCall[" + pool.service().host() + "]";
  }
}

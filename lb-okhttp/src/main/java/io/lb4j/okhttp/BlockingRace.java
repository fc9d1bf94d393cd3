package io.lb4j.okhttp;

import io.lb4j.time.Scheduler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A call that may be hedged, in the thread that runs it: its attempts run elsewhere, and it waits
 * for the winner. They run beside the Dispatcher, whose threads may all be waiting like this one.
 */
final class BlockingRace extends EventListener {

  private final Call call;
  private final ConcurrentExchange exchange;
  private final Scheduler scheduler;

  BlockingRace(Exchange exchange, Call call) {
    this.call = call;
    this.exchange = new ConcurrentExchange(exchange, this::start);
    this.scheduler = exchange.service().timeAndChance().scheduler();
  }

  Response run() throws IOException {
    call.addEventListener(this);
    CompletableFuture<Response> response = exchange.begin();
    if (call.isCanceled()) {
      exchange.cancel(false);
    }
    try {
      Response won = response.get();
      LeaseGuard.hold(call, exchange.winner());
      return won;
    } catch (InterruptedException e) {
      exchange.cancel(false);
      if (!response.isCompletedExceptionally()) {
        response.join().close();
      }
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static IOException rethrown(@Nullable Throwable thrown) {
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof IOException e ? e : new IOException(thrown);
  }

  private void start(Call attempt, BiConsumer<@Nullable Response, @Nullable Throwable> ending) {
    scheduler.execute(
        () -> {
          Response response;
          try {
            response = attempt.execute();
          } catch (Throwable e) {
            ending.accept(null, e);
            return;
          }
          ending.accept(response, null);
        });
  }

  @Override
  public void canceled(Call call) {
    exchange.cancel(AttemptRules.isCallTimeout(Thread.currentThread()));
  }
}

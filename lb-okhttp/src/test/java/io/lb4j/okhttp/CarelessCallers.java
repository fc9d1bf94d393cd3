package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;

/**
 * Callers that come in by each entry and read, half read or ignore what they get, cancel at any
 * time, are interrupted, and throw out of their callbacks.
 */
final class CarelessCallers implements AutoCloseable {

  private static final String URL = "http://orders/";
  private static final int AT_ONCE = 64;
  private static final List<Entry> ENTRIES = List.of(Entry.values());

  private static final class Blunder extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final List<OkHttpClient> clients;
  private final Random random;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final AtomicInteger ends = new AtomicInteger();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final ScheduledExecutorService cancels = Executors.newSingleThreadScheduledExecutor();

  CarelessCallers(List<OkHttpClient> clients, long seed) {
    this.clients = clients;
    this.random = new Random(seed);
  }

  static boolean isExpected(Throwable thrown) {
    return thrown instanceof Blunder;
  }

  /** Makes calls, and waits until all have ended. */
  void call(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      assertThat(room.tryAcquire(10, TimeUnit.SECONDS)).as("calls end").isTrue();
      call();
    }
    assertThat(room.tryAcquire(AT_ONCE, 10, TimeUnit.SECONDS)).as("all calls end").isTrue();
    room.release(AT_ONCE);
  }

  int ends() {
    return ends.get();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Cancelling cannot fail.
  private void call() {
    Entry entry = ENTRIES.get(random.nextInt(ENTRIES.size()));
    Call call =
        entry.newCall(
            clients.get(random.nextInt(clients.size())),
            random.nextInt(4) == 0 ? Cluster.post(URL, "x") : Cluster.get(URL));
    Reader reader = new Reader(random.nextInt(6));
    if (entry == Entry.EXECUTE) {
      boolean interrupted = random.nextInt(20) == 0;
      callers.execute(() -> execute(call, reader, interrupted));
    } else {
      call.enqueue(reader);
    }
    switch (random.nextInt(8)) {
      case 0 -> call.cancel();
      case 1 -> cancels.schedule(call::cancel, random.nextInt(40_000), TimeUnit.MICROSECONDS);
      default -> {}
    }
  }

  private static void execute(Call call, Reader reader, boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Response response;
    try {
      response = call.execute();
    } catch (Exception e) {
      // Interrupted while it connects, OkHttp throws an InterruptedException that it does not
      // declare.
      reader.ended();
      return;
    }
    reader.onResponse(call, response);
  }

  private final class Reader implements Callback {

    private final int manner;

    private Reader(int manner) {
      this.manner = manner;
    }

    @Override
    public void onFailure(Call call, IOException e) {
      ended();
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        switch (manner) {
          case 0, 1 -> response.body().bytes();
          case 2 -> response.body().source().read(new Buffer(), 4);
          case 3 -> call.cancel();
          case 4 -> throw new Blunder();
          default -> {}
        }
      } catch (IOException e) {
        // What breaks, breaks; it is counted by the balancer.
      } finally {
        ended();
      }
    }

    private void ended() {
      ends.incrementAndGet();
      room.release();
    }
  }

  @Override
  public void close() {
    callers.shutdownNow();
    cancels.shutdownNow();
  }
}

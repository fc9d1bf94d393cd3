package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Threads that call a service without pause; each POST has a body of its own. */
final class Callers implements AutoCloseable {

  private static final String SERVED_BY = "Served-By";

  private final OkHttpClient client;
  private final String url;
  private final int getsOfTen;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Caller> callers = new ArrayList<>();
  private volatile boolean stopped;

  Callers(OkHttpClient client, String url, int count, int getsOfTen) {
    this.client = client;
    this.url = url;
    this.getsOfTen = getsOfTen;
    for (int i = 0; i < count; i++) {
      Caller caller = new Caller();
      callers.add(caller);
      caller.thread.start();
    }
  }

  /** What callers expect of a server, at least: an answer without a body goes out in one write. */
  static MockResponse answer(String server) {
    return new MockResponse.Builder().addHeader(SERVED_BY, server).build();
  }

  private final class Caller implements Runnable {

    private final Thread thread = new Thread(this);
    private final AtomicInteger turns = new AtomicInteger();

    @Override
    public void run() {
      while (!stopped) {
        int number = begun.getAndIncrement();
        boolean isGet = number % 10 < getsOfTen;
        Request request = isGet ? get(url) : post(url, "order " + number);
        try (Response response = client.newCall(request).execute()) {
          if (response.code() != 200 || !served(response)) {
            failures.add(request.method() + " " + number + ": " + response.code());
          }
        } catch (IOException e) {
          failures.add(request.method() + " " + number + ": " + e);
        }
        ended.incrementAndGet();
        turns.incrementAndGet();
      }
    }
  }

  private static boolean served(Response response) throws IOException {
    String server = response.header(SERVED_BY);
    String body = response.body().string();
    return server != null && (body.isEmpty() || body.equals(server));
  }

  int ended() {
    return ended.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  void awaitEnded(int calls) {
    Await.until(calls + " calls have ended", () -> ended.get() >= calls);
  }

  /** Waits until every call that is under way has ended. */
  void awaitTurn() {
    for (Caller caller : callers) {
      int before = caller.turns.get();
      Await.until(
          "a call has ended", () -> caller.turns.get() != before || !caller.thread.isAlive());
    }
  }

  /** Waits until the last call has ended. */
  void stop() {
    stopped = true;
    for (Caller caller : callers) {
      Await.until("a caller has stopped", () -> !caller.thread.isAlive());
    }
  }

  @Override
  public void close() {
    stop();
  }
}

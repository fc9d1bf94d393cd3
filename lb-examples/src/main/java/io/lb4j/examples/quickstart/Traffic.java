package io.lb4j.examples.quickstart;

import io.lb4j.Balancer;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.okhttp.LoadBalancing;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Client threads that GET orders at a steady rate and check every answer. */
final class Traffic implements AutoCloseable {

  /**
   * Rides on a call's request, to be counted up by each attempt; the client says nothing of them.
   */
  private record Attempts(AtomicInteger made) {}

  /** Enough that slow answers do not hold up the rate. */
  private static final int CLIENTS = 16;

  private static final long IDLE = Long.MIN_VALUE;

  private final OkHttpClient http;
  private final Figures figures;
  private final long intervalNanos;
  private final long startNanos = System.nanoTime();
  private final AtomicLong tickets = new AtomicLong();
  // When each client began the call it is in, or IDLE.
  private final AtomicLongArray beganNanos = new AtomicLongArray(CLIENTS);
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;

  private Traffic(Balancer<URI> orders, int callsPerSecond, Figures figures) {
    // From here on http://orders/ is whichever endpoint the balancer chooses for the call.
    OkHttpClient balanced = LoadBalancing.wrap(new OkHttpClient(), orders);
    // What is added to the wrapped client sees every attempt, not only every call.
    this.http = balanced.newBuilder().addInterceptor(Traffic::countAttempt).build();
    this.figures = figures;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
  }

  static Traffic start(Balancer<URI> orders, int callsPerSecond, Figures figures) {
    Traffic traffic = new Traffic(orders, callsPerSecond, figures);
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      traffic.beganNanos.set(client, IDLE);
      traffic.clients.add(new Thread(() -> traffic.run(client), "client-" + client));
    }
    traffic.clients.forEach(Thread::start);
    return traffic;
  }

  /** Whether every call that had begun by a moment of {@link System#nanoTime} has ended. */
  boolean isOverSince(long nanos) {
    for (int client = 0; client < CLIENTS; client++) {
      long began = beganNanos.get(client);
      if (began != IDLE && began - nanos <= 0) {
        return false;
      }
    }
    return true;
  }

  /** Lets the calls that are under way end, makes no more, and hangs up. */
  @Override
  public void close() {
    stopped = true;
    clients.forEach(LockSupport::unpark);
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
  }

  private void run(int client) {
    while (true) {
      long ticket = tickets.getAndIncrement();
      waitUntil(startNanos + ticket * intervalNanos);
      if (stopped) {
        return;
      }
      long began = System.nanoTime();
      beganNanos.set(client, began);
      call("/orders/" + ticket, began);
      beganNanos.set(client, IDLE);
    }
  }

  private void call(String path, long beganNanos) {
    Attempts attempts = new Attempts(new AtomicInteger());
    Request request =
        new Request.Builder().url("http://orders" + path).tag(Attempts.class, attempts).build();
    try (Response response = http.newCall(request).execute()) {
      String body = response.body().string();
      String endpointId = body.substring(body.lastIndexOf(' ') + 1).strip();
      if (response.code() == 200 && body.equals(FakeServer.answer(path, endpointId))) {
        figures.answered(endpointId, System.nanoTime() - beganNanos, attempts.made().get());
      } else {
        figures.failed(
            "GET " + path + " answered " + response.code() + ": " + body, attempts.made().get());
      }
    } catch (IOException | RuntimeException e) {
      figures.failed("GET " + path + " threw " + e, attempts.made().get());
    }
  }

  private static Response countAttempt(Interceptor.Chain chain) throws IOException {
    Attempts attempts = chain.request().tag(Attempts.class);
    if (attempts != null) {
      attempts.made().incrementAndGet();
    }
    return chain.proceed(chain.request());
  }

  private void waitUntil(long nanos) {
    for (long left; !stopped && (left = nanos - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(this, left);
    }
  }
}

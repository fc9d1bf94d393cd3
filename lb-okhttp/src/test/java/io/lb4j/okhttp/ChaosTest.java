package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.snapshot.EndpointSnapshot;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever callers and servers do to each other, each call is answered once, each lease is judged
 * once, no slot or connection is lost, and neither threads nor memory grow with the calls.
 */
final class ChaosTest {

  private static final long SEED = 20_261_121;
  private static final int MOST_NEW_THREADS = 100;
  private static final long MOST_GROWTH_BYTES = 16 << 20;
  private static final AttemptPolicy PLAIN = AttemptPolicy.defaults();

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Balancer<URI> orders = orders();
  private final List<OkHttpClient> clients =
      List.of(
          client(PLAIN),
          client(PLAIN.withAttemptLimit(Duration.ofMillis(40)).withDeadline(Duration.ofMillis(70))),
          client(PLAIN.withHedging(Hedging.after(Duration.ofMillis(5)))));
  private final UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
  private final Queue<Throwable> mistakes = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void callbacksThrow() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          if (!CarelessCallers.isExpected(e)) {
            mistakes.add(e);
          }
        });
  }

  @AfterEach
  void callbacksThrowNoMore() {
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  @Test
  void nothingIsLostInTwentyThousandCalls() throws Exception {
    assertNothingIsLost(20_000);
  }

  @Test
  @Tag("full")
  void nothingIsLostInManyMoreCalls() throws Exception {
    assertNothingIsLost(Integer.getInteger("lb4j.chaos.calls", 100_000));
  }

  private void assertNothingIsLost(int calls) throws Exception {
    try (CarelessCallers callers = new CarelessCallers(clients, SEED)) {
      callers.call(calls / 4);
      long threadsBefore = threads();
      long bytesBefore = usedBytes();
      callers.call(calls - calls / 4);
      assertThat(callers.ends()).as("every call ends once (seed %d)", SEED).isEqualTo(calls);
      assertThat(threads() - threadsBefore).isLessThan(MOST_NEW_THREADS);
      // Not at once, since sockets that the servers forget are cleaned up first.
      Await.until("memory is what it was", () -> usedBytes() - bytesBefore < MOST_GROWTH_BYTES);
    }
    assertIdle(orders);
    assertThat(orders.snapshot().unreportedLeases()).isZero();
    for (EndpointSnapshot endpoint : orders.snapshot().endpoints()) {
      assertThat(endpoint.counts().total()).isEqualTo(endpoint.selections());
    }
    for (OkHttpClient client : clients) {
      Await.until(
          "all connections are idle",
          () ->
              client.connectionPool().connectionCount()
                  == client.connectionPool().idleConnectionCount());
      assertThat(client.dispatcher().runningCallsCount()).isZero();
    }
    assertThat(mistakes).as("exceptions that nobody expects").isEmpty();
  }

  private Balancer<URI> orders() {
    Backend[] backends = {cluster.backend("a"), cluster.backend("b"), cluster.backend("c")};
    for (Backend backend : backends) {
      AtomicInteger served = new AtomicInteger();
      backend.forgetRequests();
      backend.behave(request -> mischief(new Random(SEED + served.getAndIncrement())));
    }
    return cluster.add(
        cluster
            .ordersBuilder(backends)
            .ejection(EjectionPolicy.off())
            .retryBudget(1, 1000)
            .build());
  }

  private OkHttpClient client(AttemptPolicy policy) {
    OkHttpClient hurried =
        new OkHttpClient.Builder()
            .readTimeout(Duration.ofMillis(50))
            .callTimeout(Duration.ofMillis(80))
            .build();
    return cluster
        .wrap(hurried, LoadBalancingOptions.defaults().withAttempts(policy), orders)
        .newBuilder()
        // Each connection costs the servers threads.
        .connectionPool(new ConnectionPool(32, 1, TimeUnit.MINUTES))
        .build();
  }

  private static MockResponse mischief(Random random) {
    return switch (random.nextInt(16)) {
      case 0, 1 -> Backend.status(503);
      case 2 -> Backend.breakOff();
      case 3 -> new MockResponse.Builder().headersDelay(1, TimeUnit.SECONDS).build();
      case 4 ->
          new MockResponse.Builder()
              .body("x".repeat(50_000))
              .onResponseBody(new SocketEffect.CloseSocket())
              .build();
      case 5, 6 -> new MockResponse.Builder().chunkedBody("x".repeat(10_000), 100).build();
      case 7 -> slow();
      default -> Backend.ok("ok");
    };
  }

  /** Slower than any caller waits, yet soon aware that the caller has gone. */
  private static MockResponse slow() {
    return new MockResponse.Builder()
        .body("x".repeat(64 * 1024))
        .throttleBody(16, 200, TimeUnit.MILLISECONDS)
        .build();
  }

  /** How many threads there are on this side. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("MockWebServer"))
        .count();
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

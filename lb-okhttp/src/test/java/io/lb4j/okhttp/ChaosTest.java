package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.snapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever callers and servers do to each other, no slot is lost and every lease is judged once.
 */
final class ChaosTest {

  private static final String URL = "http://orders/";
  private static final int CALLS = 3000;
  private static final int AT_ONCE = 32;
  private static final long SEED = 20_261_121;

  @RegisterExtension final Cluster cluster = new Cluster();

  @Test
  void noSlotIsLostWhenCallsAreCancelledTimedOutClosedEarlyAndBroken() throws Exception {
    Backend[] backends = {cluster.backend("a"), cluster.backend("b"), cluster.backend("c")};
    for (Backend backend : backends) {
      AtomicInteger served = new AtomicInteger();
      backend.behave(request -> mischief(new Random(SEED + served.getAndIncrement())));
    }
    Balancer<URI> orders =
        cluster.add(
            cluster
                .ordersBuilder(backends)
                .ejection(EjectionPolicy.off())
                .retryBudget(1, 1000)
                .build());
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient.Builder()
                .readTimeout(Duration.ofMillis(50))
                .callTimeout(Duration.ofMillis(80))
                .build(),
            orders);

    Semaphore room = new Semaphore(AT_ONCE);
    Random random = new Random(SEED);
    for (int i = 0; i < CALLS; i++) {
      assertThat(room.tryAcquire(10, TimeUnit.SECONDS)).as("calls end (seed %d)", SEED).isTrue();
      Call call = client.newCall(i % 4 == 0 ? Cluster.post(URL, "x") : Cluster.get(URL));
      call.enqueue(new Careless(random.nextInt(4), room));
      if (random.nextInt(5) == 0) {
        call.cancel();
      }
    }
    assertThat(room.tryAcquire(AT_ONCE, 10, TimeUnit.SECONDS)).isTrue();

    assertIdle(orders);
    assertThat(orders.snapshot().unreportedLeases()).isZero();
    for (EndpointSnapshot endpoint : orders.snapshot().endpoints()) {
      assertThat(endpoint.counts().total()).isEqualTo(endpoint.selections());
    }
    Await.until(
        "all connections are idle",
        () ->
            client.connectionPool().connectionCount()
                == client.connectionPool().idleConnectionCount());
  }

  private static MockResponse mischief(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Backend.status(503);
      case 1 -> Backend.breakOff();
      case 2 -> Backend.silence();
      case 3 ->
          new MockResponse.Builder()
              .body("x".repeat(50_000))
              .onResponseBody(new SocketEffect.CloseSocket())
              .build();
      case 4 -> new MockResponse.Builder().chunkedBody("x".repeat(10_000), 100).build();
      case 5 -> Endless.body();
      default -> Backend.ok("ok");
    };
  }

  /** Reads, half reads, ignores and closes, or closes from another thread. */
  private record Careless(int manner, Semaphore room) implements Callback {

    @Override
    public void onFailure(Call call, IOException e) {
      room.release();
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        switch (manner) {
          case 0 -> response.body().bytes();
          case 1 -> response.body().source().read(new Buffer(), 4);
          case 2 -> call.cancel();
          default -> {}
        }
      } catch (IOException e) {
        // What breaks, breaks; it is counted by the balancer.
      } finally {
        room.release();
      }
    }
  }
}

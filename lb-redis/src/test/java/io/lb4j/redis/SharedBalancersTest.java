package io.lb4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.invoke.Invoker;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances of a service, each with a balancer that picks as it likes. */
final class SharedBalancersTest {

  private RedisServer server;
  private Instance here;
  private Instance there;

  /** One process of the service. */
  private record Instance(RedisSessionStore store, Balancer<String> balancer) {

    static Instance start(String uri) {
      RedisSessionStore store = RedisSessionStore.builder("orders", uri).build();
      List<Endpoint<String>> endpoints =
          IntStream.range(0, 10).mapToObj(i -> Endpoint.of("e" + i, "e" + i)).toList();
      Balancer<String> balancer =
          Balancer.<String>builder("orders")
              .endpoints(endpoints)
              .policy(SelectionPolicies.random())
              // So long only because the machine of a test may be busy.
              .affinity(SessionAffinity.in(store).withResolveLimit(Duration.ofSeconds(10)))
              .build();
      return new Instance(store, balancer);
    }

    String call(String session) {
      return Invoker.of(balancer).call(SelectionContext.forKey(session), endpoint -> endpoint);
    }

    void stop() {
      balancer.close();
      store.close();
    }
  }

  @BeforeEach
  void startAll() {
    server = RedisServer.start();
    here = Instance.start(server.uri());
    there = Instance.start(server.uri());
  }

  @AfterEach
  void stopAll() {
    if (here != null) {
      here.stop();
      there.stop();
    }
    if (server != null) {
      server.close();
    }
  }

  private void awaitShared(int sessions) {
    Await.until("all are shared", () -> server.<Long>ask(redis -> redis.dbsize()) == sessions);
  }

  @Test
  void sendSessionsToTheSameEndpoints() {
    List<String> first = IntStream.range(0, 100).mapToObj(i -> here.call("s" + i)).toList();
    awaitShared(100);
    List<String> second = IntStream.range(0, 100).mapToObj(i -> there.call("s" + i)).toList();

    assertThat(second).isEqualTo(first);
    assertThat(first).as("spread by the policy").contains("e0", "e5", "e9");
  }

  @Test
  void goOnWithoutRedis() {
    List<String> before = IntStream.range(0, 100).mapToObj(i -> here.call("s" + i)).toList();
    awaitShared(100);
    server.kill();

    assertThat(IntStream.range(0, 100).mapToObj(i -> here.call("s" + i)).toList())
        .isEqualTo(before);
    String decidedAlone = there.call("new");
    assertThat(there.call("new")).isEqualTo(decidedAlone);
  }
}

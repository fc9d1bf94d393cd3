package io.lb4j.redis;

import io.lb4j.affinity.SessionStore;
import io.lb4j.affinity.SessionStoreContract;
import io.lb4j.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every store owes the balancer, with a real Redis behind it. */
final class RedisSessionStoreContractTest extends SessionStoreContract {

  private static RedisServer server;
  private static int stores;

  private final List<SessionStore> made = new ArrayList<>();
  private final FakeTicker ticker = new FakeTicker();

  @BeforeAll
  static void startRedis() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected SessionStore store(long maxSessions, Duration idleLimit) {
    // The suite lets half an hour pass without asking others.
    SessionStore store =
        RedisSessionStore.builder("store-" + stores++, server.uri())
            .maxSessions(maxSessions)
            .idleLimit(idleLimit)
            .localLimit(idleLimit)
            .ticker(ticker)
            .build();
    made.add(store);
    return store;
  }

  @Override
  protected void pass(Duration time) {
    made.forEach(RedisSessionStoreContractTest::letRedisAnswer);
    ticker.advance(time);
  }

  /** Once to be connected, and once more: Redis answers in the order in which it is asked. */
  private static void letRedisAnswer(SessionStore store) {
    for (String key : List.of("nobody", "nobody else")) {
      store.resolve(key).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }
}

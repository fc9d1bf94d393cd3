package io.lb4j.redis;

import io.lb4j.affinity.SessionStore;
import io.lb4j.affinity.SessionStoreContract;
import io.lb4j.testkit.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every store owes the balancer, with a real Redis behind it. */
final class RedisSessionStoreContractTest extends SessionStoreContract {

  private static RedisServer server;
  private static int stores;

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
    return RedisSessionStore.builder("store-" + stores++, server.uri())
        .maxSessions(maxSessions)
        .idleLimit(idleLimit)
        .ticker(ticker)
        .build();
  }

  @Override
  protected void pass(Duration time) {
    ticker.advance(time);
  }
}

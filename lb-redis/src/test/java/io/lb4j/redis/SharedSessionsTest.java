package io.lb4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.affinity.SessionStore;
import io.lb4j.testkit.FakeTicker;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances of a service and one Redis. Their clock moves by hand; that of Redis is real. */
final class SharedSessionsTest {

  private static final Duration LOCAL_LIMIT = Duration.ofSeconds(10);

  private static RedisServer server;

  private final FakeTicker ticker = new FakeTicker();
  private final List<SessionStore> opened = new ArrayList<>();
  private SessionStore here;
  private SessionStore there;

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

  @BeforeEach
  void openStores() {
    server.ask(redis -> redis.flushall());
    here = open(RedisSessionStore.builder("orders", server.uri()));
    there = open(RedisSessionStore.builder("orders", server.uri()));
  }

  @AfterEach
  void closeStores() {
    opened.forEach(SessionStore::close);
  }

  private SessionStore open(RedisSessionStoreBuilder builder) {
    SessionStore store = builder.localLimit(LOCAL_LIMIT).ticker(ticker).build();
    opened.add(store);
    return store;
  }

  private static String resolve(SessionStore store, String key) {
    return store.resolve(key).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static void awaitInRedis(String key, String id) {
    Await.until(
        key + " is at " + id, () -> Objects.equals(server.ask(redis -> redis.get(key)), id));
  }

  @Test
  void aPinOfOneInstanceIsFoundByTheOther() {
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");

    assertThat(there.get("s")).isNull();
    assertThat(resolve(there, "s")).isEqualTo("a");
    assertThat(there.get("s")).isEqualTo("a");
    assertThat(resolve(there, "unknown")).isNull();
  }

  @Test
  void ofTwoThatPinAtOnceTheFirstWinsAndTheOtherFollows() {
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");
    assertThat(there.pin("s", "b")).isEqualTo("b");

    Await.until("the second follows the first", () -> "a".equals(there.get("s")));
    assertThat(here.get("s")).isEqualTo("a");
    assertThat(there.stats().moved()).isEqualTo(1);
  }

  @Test
  void whoCanWaitNoticesAMoveAfterTheLocalLimit() {
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");
    resolve(there, "s");
    here.move("s", "a", "b");
    awaitInRedis("lb4j:orders:s", "b");

    ticker.advance(LOCAL_LIMIT.dividedBy(2));
    assertThat(there.get("s")).as("from memory").isEqualTo("a");
    assertThat(resolve(there, "s")).as("nobody asks yet").isEqualTo("a");
    ticker.advance(LOCAL_LIMIT);
    assertThat(resolve(there, "s")).isEqualTo("b");
    assertThat(there.get("s")).isEqualTo("b");
  }

  @Test
  void whoCannotWaitNoticesItOneRequestLater() {
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");
    resolve(there, "s");
    here.move("s", "a", "b");
    awaitInRedis("lb4j:orders:s", "b");

    ticker.advance(LOCAL_LIMIT.plusSeconds(1));
    assertThat(there.get("s")).as("what is known is better than a new pick").isEqualTo("a");
    Await.until("Redis has answered", () -> "b".equals(there.get("s")));
  }

  @Test
  void aSessionInUseIsAskedForInTheBackground() {
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");
    resolve(there, "s");
    here.move("s", "a", "b");
    awaitInRedis("lb4j:orders:s", "b");

    ticker.advance(Duration.ofSeconds(6));
    assertThat(there.get("s")).as("does not wait").isEqualTo("a");
    Await.until("Redis has answered", () -> "b".equals(there.get("s")));
  }

  @Test
  void aMoveOfASessionThatIsElsewhereFollowsRedis() {
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");
    resolve(there, "s");
    here.move("s", "a", "b");
    awaitInRedis("lb4j:orders:s", "b");

    assertThat(there.move("s", "a", "c")).isTrue();
    Await.until("Redis has refused", () -> "b".equals(there.get("s")));
    assertThat(server.<String>ask(redis -> redis.get("lb4j:orders:s"))).isEqualTo("b");
  }

  @Test
  void manyChangesOfOneSessionEndWithTheLast() {
    String at = here.pin("s", "e0");
    for (int i = 1; i <= 1000; i++) {
      assertThat(here.move("s", at, "e" + i)).isTrue();
      at = "e" + i;
    }
    awaitInRedis("lb4j:orders:s", "e1000");
    assertThat(here.get("s")).isEqualTo("e1000");
  }

  @Test
  void anEndedSessionEndsInRedis() {
    here.pin("s", "a");
    here.remove("s", "a");
    here.pin("t", "a");
    awaitInRedis("lb4j:orders:t", "a");

    awaitInRedis("lb4j:orders:s", null);
    assertThat(resolve(there, "s")).isNull();
  }

  @Test
  void useRenewsTheExpiryInRedisButNotAtEveryRequest() {
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");
    server.ask(redis -> redis.pexpire("lb4j:orders:s", 60_000));

    for (int i = 0; i < 1000; i++) {
      here.get("s");
    }
    ticker.advance(LOCAL_LIMIT.dividedBy(2));
    here.get("s");
    here.pin("t", "a");
    awaitInRedis("lb4j:orders:t", "a");
    assertThat(timeToLive()).as("not yet").isLessThanOrEqualTo(60_000);

    ticker.advance(Duration.ofSeconds(1));
    here.get("s");
    Await.until("the expiry is renewed", () -> timeToLive() > 60_000);
    assertThat(timeToLive())
        .isLessThanOrEqualTo(Duration.ofMinutes(30).plus(LOCAL_LIMIT).toMillis());
  }

  private static long timeToLive() {
    return server.ask(redis -> redis.pttl("lb4j:orders:s"));
  }

  @Test
  void balancersDoNotSeeEachOthersSessions() {
    SessionStore users = open(RedisSessionStore.builder("users", server.uri()));
    here.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");

    assertThat(resolve(users, "s")).isNull();
  }

  @Test
  void aColonInABalancersNameDoesNotLeadToAnotherBalancersSessions() {
    SessionStore colon = open(RedisSessionStore.builder("orders:eu", server.uri()));
    colon.pin("s", "a");
    awaitInRedis("lb4j:orders%3Aeu:s", "a");

    assertThat(resolve(here, "eu:s")).isNull();
  }

  @Test
  void longKeysAreHashed() {
    String key = "secret".repeat(2000);
    here.pin(key, "a");
    Await.until("it is there", () -> server.ask(redis -> redis.dbsize()) == 1);

    assertThat(server.<List<String>>ask(redis -> redis.keys("*")))
        .singleElement()
        .asString()
        .matches("lb4j:orders:sha256:[0-9a-f]{64}");
    assertThat(resolve(there, key)).isEqualTo("a");
  }

  @Test
  void aClientOfTheUsersStaysOpen() {
    SessionStore store =
        open(
            RedisSessionStore.builder("orders", RedisURI.create(server.uri()))
                .client(server.client()));
    store.pin("s", "a");
    awaitInRedis("lb4j:orders:s", "a");
    store.close();

    assertThat(server.<String>ask(redis -> redis.ping())).isEqualTo("PONG");
  }

  @Test
  void aConnectionOfTheUsersStaysOpen() {
    try (StatefulRedisConnection<String, String> connection = server.client().connect()) {
      SessionStore store = open(RedisSessionStore.builder("orders", connection));
      store.pin("s", "a");
      awaitInRedis("lb4j:orders:s", "a");
      assertThat(resolve(store, "t")).isNull();
      store.close();

      assertThat(connection.sync().ping()).isEqualTo("PONG");
    }
  }
}

package io.lb4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lb4j.affinity.SessionStore;
import io.lb4j.testkit.FakeTicker;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Redis is killed, hangs, comes back empty or was never there; sessions go on. */
final class RedisOutageTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(RedisSessionStore.class);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> appender =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };
  private final FakeTicker ticker = new FakeTicker();
  private RedisServer server;
  private SessionStore store;

  @BeforeEach
  void listenToLog() {
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(null);
    if (store != null) {
      store.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void startBoth() {
    server = RedisServer.start();
    openStore();
  }

  private void openStore() {
    store = RedisSessionStore.builder("orders", server.uri()).ticker(ticker).build();
  }

  private void awaitInRedis(String key, String id) {
    Await.until(key + " is at " + id, () -> isInRedis(key, id));
  }

  private boolean isInRedis(String key, String id) {
    return Objects.equals(server.ask(redis -> redis.get("lb4j:orders:" + key)), id);
  }

  private String resolve(String key) {
    return store.resolve(key).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Uses new sessions until one has been told to Redis. */
  private void awaitRecovery() {
    int[] next = {0};
    Await.until(
        "a session is shared again",
        () -> {
          store.pin("probe-" + next[0]++, "a");
          return server.ask(redis -> redis.keys("lb4j:orders:probe-*")).size() > 0;
        });
  }

  private void assertOneLineForBeginAndEnd() {
    Await.until("the end is told", () -> lines.size() >= 2);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .startsWith("WARN lb4j orders: Redis does not answer (")
        .endsWith("); sessions are not shared until it does");
    assertThat(lines.get(1)).startsWith("INFO lb4j orders: Redis answers again, after ");
  }

  @Test
  void aKilledRedisFailsNoCallAndComesBackToWhatIsKnown() {
    startBoth();
    store.pin("s", "a");
    awaitInRedis("s", "a");

    server.kill();
    ticker.advance(Duration.ofMinutes(1));
    assertThat(resolve("s")).isEqualTo("a");
    Await.until("the outage is noticed", () -> !lines.isEmpty());
    assertThat(store.get("s")).as("however old, while nobody knows better").isEqualTo("a");
    assertThat(store.pin("new", "b")).isEqualTo("b");
    assertThat(store.move("s", "a", "c")).isTrue();
    assertThat(store.get("s")).isEqualTo("c");

    server.restart();
    awaitRecovery();
    // What a slow machine lets time out is told when the session is used again.
    Await.until(
        "s is at c",
        () -> {
          ticker.advance(Duration.ofMinutes(1));
          return resolve("s").equals("c") && isInRedis("s", "c");
        });
    assertOneLineForBeginAndEnd();
  }

  @Test
  void aRedisThatHangsHoldsNobodyUp() {
    startBoth();
    store.pin("s", "a");
    awaitInRedis("s", "a");

    server.pause();
    CompletionStage<String> first = store.resolve("other");
    assertThat(first.toCompletableFuture().isDone()).isFalse();
    Await.until("it is given up", () -> first.toCompletableFuture().isDone());
    assertThat(first.toCompletableFuture().join()).isNull();
    Await.until("the outage is told", () -> !lines.isEmpty());
    assertThat(lines.get(0)).contains("time-out");

    int waiting = 0;
    for (int i = 0; i < 100_000; i++) {
      String key = "k" + i;
      CompletionStage<String> answer = store.resolve(key);
      if (!answer.toCompletableFuture().isDone()) {
        waiting++;
      }
      assertThat(store.pin(key, "b")).isEqualTo("b");
    }
    // A hundred thousand calls take some seconds at most, of which each has one try.
    assertThat(waiting).isLessThan(60);

    server.resume();
    awaitRecovery();
    assertThat(server.<Long>ask(redis -> redis.dbsize())).as("nothing was queued").isLessThan(1000);
    assertOneLineForBeginAndEnd();
  }

  @Test
  void aServiceStartsWithoutRedis() {
    server = RedisServer.notYetStarted();
    openStore();
    assertThat(store.pin("s", "a")).isEqualTo("a");
    assertThat(store.get("s")).isEqualTo("a");
    Await.until("the outage is told", () -> !lines.isEmpty());
    assertThat(resolve("t")).isNull();

    server.restart();
    awaitRecovery();
    assertOneLineForBeginAndEnd();
  }

  @Test
  void aConnectionOfTheUsersThatBreaksQueuesNothing() {
    server = RedisServer.start();
    try (StatefulRedisConnection<String, String> connection = server.client().connect()) {
      store = RedisSessionStore.builder("orders", connection).ticker(ticker).build();
      store.pin("s", "a");
      awaitInRedis("s", "a");

      server.kill();
      Await.until("it is broken", () -> !connection.isOpen());
      for (int i = 0; i < 1000; i++) {
        assertThat(store.pin("k" + i, "b")).isEqualTo("b");
      }
      assertThat(lines).hasSize(1);

      server.restart();
      awaitRecovery();
      assertOneLineForBeginAndEnd();
    }
  }

  @Test
  void anAnswerThatIsAnErrorIsAnOutageToo() {
    startBoth();
    store.pin("r", "a");
    awaitInRedis("r", "a");
    server.ask(redis -> redis.replicaof("127.0.0.1", 1));

    assertThat(store.pin("s", "a")).isEqualTo("a");
    Await.until("the error is told", () -> !lines.isEmpty());
    assertThat(lines.get(0)).contains("READONLY").doesNotContain("\n");
    assertThat(store.get("s")).isEqualTo("a");
    server.ask(redis -> redis.replicaofNoOne());
    awaitRecovery();
    assertOneLineForBeginAndEnd();
  }

  @Test
  void keysThatSomebodyElseHasWrittenAreToldOnceAndAreNoOutage() {
    startBoth();
    server.ask(redis -> redis.lpush("lb4j:orders:s", "x"));
    server.ask(redis -> redis.lpush("lb4j:orders:t", "x"));

    assertThat(store.pin("s", "a")).isEqualTo("a");
    Await.until("the error is told", () -> !lines.isEmpty());
    assertThat(lines.get(0))
        .startsWith("WARN lb4j orders: a key that begins with lb4j:orders: holds something other")
        .contains("WRONGTYPE")
        .doesNotContain("\n");
    for (int i = 0; i < 5; i++) {
      ticker.advance(Duration.ofMinutes(1));
      assertThat(resolve("s")).isEqualTo("a");
      assertThat(resolve("t")).isNull();
    }
    store.pin("other", "b");
    awaitInRedis("other", "b");
    assertThat(lines).hasSize(1);
  }
}

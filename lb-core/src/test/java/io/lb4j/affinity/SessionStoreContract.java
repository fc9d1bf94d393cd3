package io.lb4j.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store of sessions owes the balancer. Subclasses supply the store and its time. */
public abstract class SessionStoreContract {

  private static final Duration IDLE_LIMIT = Duration.ofMinutes(30);

  private final List<SessionStore> opened = new ArrayList<>();

  /**
   * Makes an empty store.
   *
   * @param maxSessions how many sessions this process keeps
   * @param idleLimit after how long without use they end
   */
  protected abstract SessionStore store(long maxSessions, Duration idleLimit);

  /** Lets time pass for all stores made. */
  protected abstract void pass(Duration time);

  @AfterEach
  void closeStores() {
    opened.forEach(SessionStore::close);
  }

  private SessionStore open(long maxSessions) {
    SessionStore store = store(maxSessions, IDLE_LIMIT);
    opened.add(store);
    return store;
  }

  private SessionStore open() {
    return open(1000);
  }

  @Test
  void knowsNobodyAtFirst() {
    assertThat(open().get("s")).isNull();
  }

  @Test
  void remembersWhoWasPinned() {
    SessionStore store = open();
    assertThat(store.pin("s", "a")).isEqualTo("a");
    assertThat(store.get("s")).isEqualTo("a");
    assertThat(store.get("t")).isNull();
  }

  @Test
  void theFirstWriterWins() {
    SessionStore store = open();
    store.pin("s", "a");
    assertThat(store.pin("s", "b")).isEqualTo("a");
    assertThat(store.get("s")).isEqualTo("a");
  }

  @Test
  void movesASessionFromWhereItIs() {
    SessionStore store = open();
    store.pin("s", "a");
    assertThat(store.move("s", "a", "b")).isTrue();
    assertThat(store.get("s")).isEqualTo("b");
    assertThat(store.stats().moved()).isEqualTo(1);
  }

  @Test
  void movesNoSessionThatIsElsewhereByNow() {
    SessionStore store = open();
    store.pin("s", "a");
    assertThat(store.move("s", "b", "c")).isFalse();
    assertThat(store.get("s")).isEqualTo("a");
    assertThat(store.stats().moved()).isZero();
  }

  @Test
  void movesNoSessionThatItDoesNotKnow() {
    SessionStore store = open();
    assertThat(store.move("s", "a", "b")).isFalse();
    assertThat(store.get("s")).isNull();
  }

  @Test
  void endsASession() {
    SessionStore store = open();
    store.pin("s", "a");
    store.remove("s", "a");
    assertThat(store.get("s")).isNull();
    assertThat(store.pin("s", "b")).isEqualTo("b");
  }

  @Test
  void endsNoSessionThatIsElsewhereByNow() {
    SessionStore store = open();
    store.pin("s", "a");
    store.remove("s", "b");
    assertThat(store.get("s")).isEqualTo("a");
  }

  @Test
  void sessionsEndWhenNobodyUsesThem() {
    SessionStore store = open();
    store.pin("s", "a");
    pass(IDLE_LIMIT.plusSeconds(1));
    assertThat(store.get("s")).isNull();
  }

  @Test
  void aSessionThatIsUsedLasts() {
    SessionStore store = open();
    store.pin("s", "a");
    for (int i = 0; i < 4; i++) {
      pass(IDLE_LIMIT.dividedBy(2));
      assertThat(store.get("s")).isEqualTo("a");
    }
  }

  @Test
  void keepsNoMoreThanItsMaximum() {
    SessionStore store = open(10);
    for (int i = 0; i < 1000; i++) {
      store.pin("s" + i, "a");
    }
    assertThat(store.stats().active()).isBetween(1L, 10L);
  }

  @Test
  void countsWhatItFinds() {
    SessionStore store = open();
    SessionStats before = store.stats();
    store.get("s");
    store.pin("s", "a");
    store.get("s");
    store.get("s");
    SessionStats after = store.stats();
    assertThat(after.hits() - before.hits()).isEqualTo(2);
    assertThat(after.misses() - before.misses()).isEqualTo(1);
    assertThat(after.active()).isEqualTo(1);
  }

  @Test
  void resolvesWhatItKnows() {
    SessionStore store = open();
    store.pin("s", "a");
    assertThat(resolve(store, "s")).isEqualTo("a");
    assertThat(resolve(store, "t")).isNull();
  }

  @Test
  void takesAnyTextForAKey() {
    SessionStore store = open();
    for (String key : List.of("", " ", "a\r\nb", "\u0000", "schlüssel", "😀", "k".repeat(10_000))) {
      assertThat(store.pin(key, "a")).isEqualTo("a");
      assertThat(store.get(key)).isEqualTo("a");
    }
  }

  @Test
  void ofManyWhoPinAtOnceOneWins() throws Exception {
    SessionStore store = open();
    int threads = 8;
    for (int round = 0; round < 50; round++) {
      String key = "s" + round;
      CyclicBarrier together = new CyclicBarrier(threads);
      Set<String> held = ConcurrentHashMap.newKeySet();
      List<CompletableFuture<Void>> pins = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String id = "e" + i;
        pins.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    together.await();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  held.add(store.pin(key, id));
                },
                task -> new Thread(task).start()));
      }
      for (CompletableFuture<Void> pin : pins) {
        pin.get(30, TimeUnit.SECONDS);
      }
      assertThat(held).containsExactly(store.get(key));
    }
  }

  @Test
  void aClosedStoreKnowsAndKeepsNothing() {
    SessionStore store = open();
    store.pin("s", "a");
    store.close();
    assertThat(store.get("s")).isNull();
    assertThat(store.pin("s", "b")).isEqualTo("b");
    assertThat(store.move("s", "a", "b")).isFalse();
    assertThatCode(() -> store.remove("s", "a")).doesNotThrowAnyException();
    assertThat(resolve(store, "s")).isNull();
    assertThat(store.stats().active()).isZero();
    assertThatCode(store::close).doesNotThrowAnyException();
  }

  private static String resolve(SessionStore store, String key) {
    return store.resolve(key).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}

package io.lb4j.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.testkit.FakeTicker;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class InMemorySessionStoreTest extends SessionStoreContract {

  private final FakeTicker ticker = new FakeTicker();

  @Override
  protected SessionStore store(long maxSessions, Duration idleLimit) {
    return SessionStore.inMemory(maxSessions, idleLimit, ticker);
  }

  @Override
  protected void pass(Duration time) {
    ticker.advance(time);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store(0, Duration.ofMinutes(1)))
        .withMessage("maxSessions is 0; it must be 1 to 100000000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store(1, Duration.ZERO))
        .withMessageContaining("idleLimit is 0s");
  }

  @Test
  void aUseCountsToASixtyFourthOfTheIdleLimit() {
    Duration limit = Duration.ofSeconds(64);
    try (SessionStore store = store(1000, limit)) {
      store.pin("s", "a");
      pass(Duration.ofSeconds(1));
      store.get("s"); // Too soon after the last record to be recorded.
      pass(Duration.ofSeconds(63));
      assertThat(store.get("s")).isNull();

      store.pin("t", "a");
      pass(Duration.ofMillis(1001));
      store.get("t");
      pass(limit.minusMillis(1));
      assertThat(store.get("t")).isEqualTo("a");
    }
  }

  @Test
  void aSessionThatIsUsedAllTheTimeLasts() {
    try (SessionStore store = store(1000, Duration.ofMinutes(30))) {
      store.pin("s", "a");
      for (int i = 0; i < 3 * 3600; i++) {
        pass(Duration.ofSeconds(1));
        assertThat(store.get("s")).isEqualTo("a");
      }
    }
  }

  @Test
  void sessionsInUseStayInAStoreThatIsFullOfOldOnes() {
    int live = 200;
    int requests = 300_000;
    SplittableRandom random = new SplittableRandom(1);
    try (SessionStore store = store(1000, Duration.ofMinutes(30))) {
      int begun = 0;
      int lost = 0;
      String[] keys = new String[live];
      int[] requestsLeft = new int[live];
      // Sessions of about four requests within a minute; after that nobody asks for them.
      for (int i = 0; i < requests; i++) {
        pass(Duration.ofMillis(75));
        int slot = random.nextInt(live);
        if (requestsLeft[slot]-- == 0) {
          keys[slot] = "session-" + begun++;
          requestsLeft[slot] = random.nextInt(7);
          store.pin(keys[slot], "a");
        } else if (store.get(keys[slot]) == null) {
          store.pin(keys[slot], "a");
          // Until then the cache learns what to keep.
          lost += i < requests / 2 ? 0 : 1;
        }
      }
      assertThat(store.stats().active()).isEqualTo(1000);
      assertThat(lost).isLessThan(requests / 100);
    }
  }

  @Test
  void aMillionKeysHoldTheCap() {
    holdsTheCap(1_000_000);
  }

  @Test
  @Tag("full")
  void tenMillionKeysHoldTheCapInAFlatHeap() {
    holdsTheCap(1_000_000);
    long before = usedHeap();
    holdsTheCap(10_000_000);
    // Ten times as many keys as before leave no more behind than the store itself holds.
    assertThat(usedHeap() - before).isLessThan(5_000_000);
  }

  private void holdsTheCap(int keys) {
    int cap = 10_000;
    SplittableRandom random = new SplittableRandom(1);
    try (SessionStore store = store(cap, Duration.ofMinutes(30))) {
      long most = 0;
      for (int i = 0; i < keys; i++) {
        String key = "session-" + random.nextLong();
        if (store.get(key) == null) {
          store.pin(key, "endpoint-" + i % 10);
        }
        if (i % 100_000 == 0) {
          most = Math.max(most, store.stats().active());
        }
      }
      assertThat(most).isBetween(1L, (long) cap);
      assertThat(store.stats().active()).isEqualTo(cap);
      assertThat(store.stats().evicted()).isEqualTo(keys - cap);
    }
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

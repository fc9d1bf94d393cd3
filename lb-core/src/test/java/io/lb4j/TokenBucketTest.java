package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.limit.RateLimit;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenBucketTest {

  private static final long SECOND = 1_000_000_000;

  private final AtomicLong clock = new AtomicLong();

  private TokenBucket bucket(double perSecond, int burst) {
    return new TokenBucket(new RateLimit(perSecond, burst), clock::get);
  }

  private int takeAll(TokenBucket bucket, long nowNanos) {
    clock.set(nowNanos);
    return takeAll(bucket);
  }

  /** Takes tokens as long as there are any. */
  private int takeAll(TokenBucket bucket) {
    int taken = 0;
    while (bucket.tryTake(clock.get())) {
      taken++;
    }
    return taken;
  }

  @Test
  void isFullAtFirstAndRefilledEvenly() {
    TokenBucket bucket = bucket(10, 5);
    assertThat(takeAll(bucket, 0)).isEqualTo(5);
    assertThat(takeAll(bucket, SECOND / 10 - 1)).isZero();
    assertThat(takeAll(bucket, SECOND / 10)).isEqualTo(1);
    assertThat(takeAll(bucket, 3 * SECOND / 10)).isEqualTo(2);
    assertThat(takeAll(bucket, 100 * SECOND)).isEqualTo(5);
  }

  @ParameterizedTest(name = "{0} per second, burst {1}, in {2} s: {3}")
  @CsvSource({
    "100, 10, 10, 1010",
    "3, 1, 100, 300",
    "0.5, 2, 60, 32",
    "7, 7, 3600, 25207",
    "1e6, 1, 1, 1000001",
    "3e6, 100, 1, 3000103"
  })
  void letsExactlySoManyThrough(double perSecond, int burst, long seconds, int expected) {
    TokenBucket bucket = bucket(perSecond, burst);
    int taken = 0;
    while (clock.get() <= seconds * SECOND) {
      taken += takeAll(bucket);
      clock.addAndGet(bucket.waitNanos(clock.get()));
    }
    assertThat(taken).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5 * SECOND, Long.MIN_VALUE / 1000 - 3 * SECOND})
  void neverExceedsItsRateInAnyStretch(long startNanos) {
    double perSecond = 40;
    int burst = 6;
    clock.set(startNanos);
    TokenBucket bucket = bucket(perSecond, burst);
    ScriptedRandom random = ScriptedRandom.seeded(3);
    List<Long> taken = new ArrayList<>();
    long elapsed = 0;
    while (elapsed < 60 * SECOND) {
      elapsed += random.nextInt(50_000_000) * (random.nextInt(100) == 0 ? 20L : 1L);
      for (int i = random.nextInt(5); i > 0; i--) {
        clock.set(startNanos + elapsed);
        if (bucket.tryTake(startNanos + elapsed)) {
          taken.add(elapsed);
        }
      }
    }
    for (int from = 0; from < taken.size(); from++) {
      for (int to = from; to < taken.size(); to++) {
        double seconds = (taken.get(to) - taken.get(from)) / (double) SECOND;
        assertThat(to - from + 1).isLessThanOrEqualTo((int) (burst + perSecond * seconds + 1e-6));
      }
    }
    assertThat(taken).hasSizeGreaterThan(1500);
  }

  @Test
  void saysExactlyWhenTheNextTokenComes() {
    TokenBucket bucket = bucket(3, 2);
    assertThat(bucket.waitNanos(0)).isZero();
    takeAll(bucket, 0);
    long wait = bucket.waitNanos(0);
    assertThat(wait).isEqualTo(333_333_334);
    assertThat(bucket.waitNanos(100)).isEqualTo(wait - 100);
    assertThat(bucket.hasToken(wait - 1)).isFalse();
    assertThat(bucket.tryTake(wait - 1)).isFalse();
    assertThat(bucket.tryTake(wait)).isTrue();
  }

  @Test
  void takesBackWhatWasTakenForNothing() {
    TokenBucket bucket = bucket(10, 2);
    takeAll(bucket, 0);
    bucket.putBack();
    assertThat(takeAll(bucket, 0)).isEqualTo(1);
  }

  @Test
  void isEmptyAfterTheClockWasSetBackAndGoesOnAtItsRate() {
    TokenBucket bucket = bucket(10, 5);
    long hour = Duration.ofHours(1).toNanos();
    assertThat(takeAll(bucket, hour)).isEqualTo(5);
    assertThat(takeAll(bucket, 0)).isZero();
    assertThat(bucket.waitNanos(0)).isEqualTo(SECOND / 10);
    assertThat(takeAll(bucket, SECOND / 10)).isEqualTo(1);
    assertThat(takeAll(bucket, SECOND)).isEqualTo(5);
  }

  @Test
  void isAtMostFullAfterTheClockHasJumpedAhead() {
    TokenBucket bucket = bucket(10, 5);
    takeAll(bucket, 0);
    assertThat(takeAll(bucket, Duration.ofDays(50).toNanos())).isEqualTo(5);
  }

  @Test
  void isUsableAgainAfterMonthsWithoutTraffic() {
    TokenBucket bucket = bucket(10, 5);
    takeAll(bucket, 0);
    long later = Duration.ofDays(150).toNanos();
    takeAll(bucket, later);
    assertThat(takeAll(bucket, later + SECOND)).isEqualTo(5);
  }

  /** Readings of the clock are used later than they were made, by threads that had to wait. */
  @Test
  void doesNotBelieveAnOldReading() {
    TokenBucket bucket = bucket(10, 5);
    assertThat(takeAll(bucket, 10 * SECOND)).isEqualTo(5);
    assertThat(bucket.tryTake(9 * SECOND)).isFalse();
    assertThat(bucket.tryTake(10 * SECOND)).isFalse();
  }

  @Test
  void givesEachTokenToOneThread() throws Exception {
    int threads = 4;
    TokenBucket bucket = bucket(1000, 1000);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> takers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        takers.add(
            pool.submit(
                () -> {
                  int taken = 0;
                  for (int call = 0; call < 200_000; call++) {
                    // All together let ten seconds pass; readings may be used out of order.
                    long now = clock.addAndGet(10 * SECOND / (4 * 200_000));
                    if (bucket.tryTake(now)) {
                      if (call % 3 == 0) {
                        bucket.putBack();
                      } else {
                        taken++;
                      }
                    }
                  }
                  return taken;
                }));
      }
      int total = 0;
      for (Future<Integer> taker : takers) {
        total += taker.get(5, TimeUnit.MINUTES);
      }
      assertThat(total).isBetween(1000, 11_000);
      assertThat(takeAll(bucket)).isLessThanOrEqualTo(11_000 - total);
    } finally {
      pool.shutdownNow();
    }
  }
}

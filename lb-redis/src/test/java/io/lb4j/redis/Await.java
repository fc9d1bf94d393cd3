package io.lb4j.redis;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do, never longer than it takes; fails in words. */
final class Await {

  /** What has not happened by then, on a machine however busy, never does. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        fail("not within %s: %s", LIMIT, what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}

package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do, never longer than it takes, and fails in words. */
final class Await {

  /** What has not happened by then, on a machine however busy, never does. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    until(what, LIMIT, condition);
  }

  static void until(String what, Duration limit, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        fail("not within %s: %s", limit, what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}

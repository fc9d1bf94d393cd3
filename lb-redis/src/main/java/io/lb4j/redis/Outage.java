package io.lb4j.redis;

import io.lb4j.endpoint.Names;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis answers. The first failure begins an outage; while it lasts, one command per second
 * may try, and the first answer ends it. Nothing waits for the others, so nothing piles up.
 */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSessionStore.class);
  private static final long TRY_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private record Begin(long nanos) {}

  private final String balancer;
  private final Ticker ticker;
  private final AtomicReference<@Nullable Begin> begin = new AtomicReference<>();
  private final AtomicLong nextTryNanos = new AtomicLong();

  Outage(String balancer, Ticker ticker) {
    this.balancer = balancer;
    this.ticker = ticker;
  }

  /** Whether a command may be sent now; during an outage, who is told yes has the only try. */
  boolean admits() {
    if (begin.get() == null) {
      return true;
    }
    long now = ticker.nanoTime();
    long next = nextTryNanos.get();
    return now - next >= 0 && nextTryNanos.compareAndSet(next, now + TRY_EVERY_NANOS);
  }

  void failed(Throwable thrown) {
    long now = ticker.nanoTime();
    if (begin.compareAndSet(null, new Begin(now))) {
      nextTryNanos.set(now + TRY_EVERY_NANOS);
      LOG.warn(
          "lb4j {}: Redis does not answer ({}); sessions are not shared until it does",
          balancer,
          describe(thrown));
    }
  }

  /**
   * Ends an outage that the command has seen; answers to what was sent before prove nothing, and
   * would let the outage begin and end many times a second.
   */
  void answered(long sentNanos) {
    Begin begun = begin.get();
    if (begun != null && sentNanos - begun.nanos >= 0 && begin.compareAndSet(begun, null)) {
      LOG.info(
          "lb4j {}: Redis answers again, after {} s; sessions are shared again",
          balancer,
          Duration.ofNanos(ticker.nanoTime() - begun.nanos).toSeconds());
    }
  }

  static String describe(Throwable thrown) {
    Throwable cause = causeOf(thrown);
    return cause instanceof TimeoutException ? "time-out" : Names.escape(cause.toString());
  }

  /** What a stage failed with, out of its wrappings. */
  static Throwable causeOf(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}

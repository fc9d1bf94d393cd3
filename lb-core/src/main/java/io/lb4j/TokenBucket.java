package io.lb4j;

import io.lb4j.limit.RateLimit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A {@link RateLimit} in use, as the generic cell rate algorithm has it: the whole state is one
 * time, at which the bucket will be full again. Each token moves it on by what one token takes; a
 * token is there as long as that stays within what the whole bucket takes. So there is no refill to
 * race with, and every change is one compare-and-set.
 *
 * <p>Times are picoseconds, so that rates in the millions keep to 0.1 %. They run over every 213
 * days; only differences count. A time that is further ahead than a full bucket comes from a clock
 * that was set back, or from months without traffic: the bucket then counts as empty.
 */
final class TokenBucket {

  private static final long PICOS_PER_NANO = 1000;
  private static final double PICOS_PER_SECOND = 1e12;

  private static final VarHandle FULL_AT;

  static {
    try {
      FULL_AT = MethodHandles.lookup().findVarHandle(TokenBucket.class, "fullAtPicos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long tokenPicos;
  private final long bucketPicos;
  private volatile long fullAtPicos;

  TokenBucket(RateLimit limit, long nowNanos) {
    this.tokenPicos = Math.round(PICOS_PER_SECOND / limit.permitsPerSecond());
    this.bucketPicos = tokenPicos * limit.burst();
    this.fullAtPicos = nowNanos * PICOS_PER_NANO;
  }

  /** Takes a token; false if there is none. */
  boolean tryTake(long nowNanos) {
    long now = nowNanos * PICOS_PER_NANO;
    while (true) {
      long fullAt = fullAtPicos;
      long missing = missing(fullAt, now);
      boolean taken = missing <= bucketPicos - tokenPicos;
      long next = now + missing + (taken ? tokenPicos : 0);
      // An idle bucket that refuses nothing, and a refusal on a steady clock, change nothing else.
      if (next == fullAt || FULL_AT.compareAndSet(this, fullAt, next)) {
        return taken;
      }
    }
  }

  /** Returns a token that was taken for nothing. */
  void putBack() {
    FULL_AT.getAndAdd(this, -tokenPicos);
  }

  boolean hasToken(long nowNanos) {
    return waitNanos(nowNanos) == 0;
  }

  /** Returns in how many nanoseconds there will be a token, unless somebody else takes it. */
  long waitNanos(long nowNanos) {
    long picos = missing(fullAtPicos, nowNanos * PICOS_PER_NANO) - (bucketPicos - tokenPicos);
    return picos <= 0 ? 0 : (picos + PICOS_PER_NANO - 1) / PICOS_PER_NANO;
  }

  /** What the bucket lacks, as the time that it takes to flow in. */
  private long missing(long fullAt, long now) {
    return Math.max(0, Math.min(bucketPicos, fullAt - now));
  }
}

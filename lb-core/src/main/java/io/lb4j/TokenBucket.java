package io.lb4j;

import io.lb4j.limit.RateLimit;
import io.lb4j.time.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A {@link RateLimit} in use, as the generic cell rate algorithm has it: the whole state is one
 * time, at which the bucket will be full again. Each token moves it on by what one token takes; a
 * token is there as long as that stays within what the whole bucket takes. So there is no refill to
 * race with, and every change is one compare-and-set.
 *
 * <p>Times are picoseconds, so that rates in the millions are kept to a millionth. They run over
 * every 213 days; only differences count. If the bucket will be full later than an empty one would
 * be, either the caller's reading of the clock is older than another's, or the clock was set back
 * (or months passed without traffic). Only a fresh reading tells which: to believe the old one
 * would give tokens away. After a clock was set back, the bucket is empty.
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

  private final Ticker ticker;
  private final long tokenPicos;
  private final long bucketPicos;
  private volatile long fullAtPicos;

  TokenBucket(RateLimit limit, Ticker ticker) {
    this.ticker = ticker;
    this.tokenPicos = Math.round(PICOS_PER_SECOND / limit.permitsPerSecond());
    this.bucketPicos = tokenPicos * limit.burst();
    this.fullAtPicos = ticker.nanoTime() * PICOS_PER_NANO;
  }

  /** Takes a token; false if there is none. */
  boolean tryTake(long nowNanos) {
    long now = nowNanos * PICOS_PER_NANO;
    while (true) {
      long fullAt = fullAtPicos;
      if (fullAt - now > bucketPicos) {
        now = ticker.nanoTime() * PICOS_PER_NANO;
        if (fullAt - now > bucketPicos) {
          FULL_AT.compareAndSet(this, fullAt, now + bucketPicos);
          return false;
        }
      }
      long missing = missing(fullAt, now);
      if (missing > bucketPicos - tokenPicos) {
        return false;
      }
      if (FULL_AT.compareAndSet(this, fullAt, now + missing + tokenPicos)) {
        return true;
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

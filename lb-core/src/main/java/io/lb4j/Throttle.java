package io.lb4j;

import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.request.Outcome;
import io.lb4j.time.RandomSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AdaptiveThrottle} in use: requests and accepts of a sliding window, in twelve buckets.
 * Only the newest bucket is written to. It carries the sums of those before, so that a selection
 * reads two numbers and not twelve.
 *
 * <p>Lock-free. Benign race: what is counted into a bucket after another thread has replaced it is
 * lost.
 */
final class Throttle {

  private static final int BUCKETS = 12;

  /** Requests in the high half, accepts in the low one: one addition counts both. */
  private static final int REQUEST_SHIFT = 32;

  private static final long REQUEST = 1L << REQUEST_SHIFT;
  private static final long ACCEPT_MASK = REQUEST - 1;

  private static final VarHandle NEWEST;

  static {
    try {
      NEWEST = MethodHandles.lookup().findVarHandle(Throttle.class, "newest", Bucket.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AdaptiveThrottle rule;
  private final RandomSource random;
  private final long bucketNanos;
  private volatile Bucket newest;

  Throttle(AdaptiveThrottle rule, RandomSource random, long nowNanos) {
    this.rule = rule;
    this.random = random;
    this.bucketNanos = rule.window().toNanos() / BUCKETS;
    this.newest = new Bucket(nowNanos, new long[BUCKETS - 1]);
  }

  static @Nullable Throttle of(Settings settings) {
    AdaptiveThrottle rule = settings.throttle();
    return rule == null
        ? null
        : new Throttle(rule, settings.random(), settings.ticker().nanoTime());
  }

  /** Decides on one request, and counts it if it is refused; if not, its outcome will count. */
  boolean refuses(long nowNanos) {
    double probability = probability(nowNanos);
    if (probability == 0 || random.nextDouble() >= probability) {
      return false;
    }
    current(nowNanos).counts.getAndAdd(REQUEST);
    return true;
  }

  void learn(Outcome.Kind kind, long nowNanos) {
    if (AdaptiveThrottle.counts(kind)) {
      current(nowNanos).counts.getAndAdd(AdaptiveThrottle.isAccepted(kind) ? REQUEST + 1 : REQUEST);
    }
  }

  double probability(long nowNanos) {
    Bucket bucket = current(nowNanos);
    long counts = bucket.counts.get();
    return rule.probability(
        bucket.requestsBefore + (counts >>> REQUEST_SHIFT),
        bucket.acceptsBefore + (counts & ACCEPT_MASK));
  }

  private Bucket current(long nowNanos) {
    Bucket seen = newest;
    long age = nowNanos - seen.startNanos;
    if (age >= 0 && age < bucketNanos) {
      return seen;
    }
    // A clock that was set back starts a bucket too, or the window would stand still until the
    // clock has caught up.
    long passed = age < 0 ? 1 : age / bucketNanos;
    long start = age < 0 ? nowNanos : seen.startNanos + passed * bucketNanos;
    Bucket next = seen.next(start, (int) Math.min(BUCKETS, passed));
    return NEWEST.compareAndSet(this, seen, next) ? next : newest;
  }

  /** What was counted in a twelfth of the window, and before. */
  private static final class Bucket {

    final long startNanos;
    final AtomicLong counts = new AtomicLong();
    // The newest first; never changed.
    private final long[] earlier;
    final long requestsBefore;
    final long acceptsBefore;

    Bucket(long startNanos, long[] earlier) {
      this.startNanos = startNanos;
      this.earlier = earlier;
      long requests = 0;
      long accepts = 0;
      for (long count : earlier) {
        requests += count >>> REQUEST_SHIFT;
        accepts += count & ACCEPT_MASK;
      }
      this.requestsBefore = requests;
      this.acceptsBefore = accepts;
    }

    Bucket next(long start, int passed) {
      long[] shifted = new long[earlier.length];
      for (int i = passed; i < shifted.length; i++) {
        shifted[i] = earlier[i - passed];
      }
      if (passed <= shifted.length) {
        shifted[passed - 1] = counts.get();
      }
      return new Bucket(start, shifted);
    }
  }
}

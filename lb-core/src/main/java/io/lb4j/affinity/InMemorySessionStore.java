package io.lb4j.affinity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import io.lb4j.time.Durations;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map. What Caffeine would do in threads of its own, callers do.
 *
 * <p>Recording a lookup costs several times the lookup. While there is room it does not matter who
 * is used least, so a use is recorded only if the last record is older than a fraction of the idle
 * limit. Once it matters every lookup is recorded: young sessions would else be taken for those
 * used least.
 */
final class InMemorySessionStore implements SessionStore {

  static final long MAX_SESSIONS = 100_000_000;

  /** A session ends early by one part of so many, at most. */
  private static final int RECORDS_PER_IDLE_LIMIT = 64;

  private final Cache<String, String> ids;
  private final Policy<String, String> glance;
  private final Policy.FixedExpiration<String, String> idle;
  private final long recordAfterNanos;
  private final long crowdedAt;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder moved = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private volatile boolean closed;

  InMemorySessionStore(long maxSessions, Duration idleLimit, Ticker ticker) {
    this.ids =
        Caffeine.newBuilder()
            .maximumSize(requireSessions(maxSessions))
            .expireAfterAccess(Durations.requirePositive("idleLimit", idleLimit))
            .ticker(ticker::nanoTime)
            .executor(Runnable::run)
            .evictionListener((key, id, cause) -> evicted.increment())
            .build();
    this.glance = ids.policy();
    this.idle = glance.expireAfterAccess().orElseThrow();
    this.recordAfterNanos = idle.getExpiresAfter(TimeUnit.NANOSECONDS) / RECORDS_PER_IDLE_LIMIT;
    this.crowdedAt = maxSessions - maxSessions / 8;
  }

  static long requireSessions(long maxSessions) {
    if (maxSessions < 1 || maxSessions > MAX_SESSIONS) {
      throw new IllegalArgumentException(
          "maxSessions is " + maxSessions + "; it must be 1 to " + MAX_SESSIONS);
    }
    return maxSessions;
  }

  @Override
  public @Nullable String get(String key) {
    String id = ids.estimatedSize() < crowdedAt ? find(key) : ids.getIfPresent(key);
    (id == null ? misses : hits).increment();
    return id;
  }

  private @Nullable String find(String key) {
    String id = glance.getIfPresentQuietly(key);
    return id != null && idle.ageOf(key, TimeUnit.NANOSECONDS).orElse(0) > recordAfterNanos
        ? ids.getIfPresent(key)
        : id;
  }

  @Override
  public String pin(String key, String endpointId) {
    if (closed) {
      return endpointId;
    }
    String held = ids.asMap().putIfAbsent(key, endpointId);
    return held == null ? endpointId : held;
  }

  @Override
  public boolean move(String key, String fromId, String toId) {
    boolean done = ids.asMap().replace(key, fromId, toId);
    if (done && !fromId.equals(toId)) {
      moved.increment();
    }
    return done;
  }

  @Override
  public void remove(String key, String fromId) {
    ids.asMap().remove(key, fromId);
  }

  @Override
  public SessionStats stats() {
    ids.cleanUp();
    return new SessionStats(
        ids.estimatedSize(), hits.sum(), misses.sum(), moved.sum(), evicted.sum());
  }

  @Override
  public void close() {
    closed = true;
    ids.invalidateAll();
  }

  @Override
  public String toString() {
    return "InMemorySessionStore[" + ids.estimatedSize() + " sessions]";
  }
}

package io.lb4j.affinity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lb4j.time.Durations;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A bounded map. What Caffeine would do in threads of its own, callers do. */
final class InMemorySessionStore implements SessionStore {

  static final long MAX_SESSIONS = 100_000_000;

  private final Cache<String, String> ids;
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
    String id = ids.getIfPresent(key);
    (id == null ? misses : hits).increment();
    return id;
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

package io.lb4j;

import io.lb4j.health.EndpointBreaker;
import io.lb4j.health.EndpointBreakers;
import io.lb4j.request.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Breakers that count what becomes of their permissions, and open when the test says so. */
final class CountingBreakers implements EndpointBreakers {

  final Map<String, Counting> byId = new ConcurrentHashMap<>();
  final List<String> discarded = new ArrayList<>();

  @Override
  public EndpointBreaker create(String balancer, String endpointId, Runnable changed) {
    Counting breaker = new Counting(endpointId, changed);
    byId.put(endpointId, breaker);
    return breaker;
  }

  Counting of(String id) {
    return byId.get(id);
  }

  /** Permissions that nobody has ended yet; below 0 if any was ended twice. */
  long outstanding() {
    return byId.values().stream().mapToLong(Counting::outstanding).sum();
  }

  final class Counting implements EndpointBreaker {

    final AtomicLong permissions = new AtomicLong();
    final AtomicLong refusals = new AtomicLong();
    final AtomicLong successes = new AtomicLong();
    final AtomicLong errors = new AtomicLong();
    final AtomicLong releases = new AtomicLong();
    volatile long lastLatencyNanos;
    volatile Outcome.@Nullable Kind lastError;
    volatile boolean refuses;
    volatile boolean halfOpen;
    volatile boolean throwing;
    private volatile @Nullable Opening opening;
    private final String id;
    private final Runnable changed;

    Counting(String id, Runnable changed) {
      this.id = id;
      this.changed = changed;
    }

    void open(@Nullable Duration wait) {
      refuses = true;
      opening = new Opening("too many errors", wait);
      changed.run();
    }

    void close() {
      refuses = false;
      opening = null;
      changed.run();
    }

    long outstanding() {
      return permissions.get() - successes.get() - errors.get() - releases.get();
    }

    String ends() {
      return successes + " successes, " + errors + " errors, " + releases + " releases";
    }

    @Override
    public boolean tryAcquirePermission() {
      misbehave();
      boolean permitted = !refuses;
      (permitted ? permissions : refusals).incrementAndGet();
      return permitted;
    }

    @Override
    public void onSuccess(long latencyNanos) {
      successes.incrementAndGet();
      lastLatencyNanos = latencyNanos;
      misbehave();
    }

    @Override
    public void onError(long latencyNanos, Outcome outcome) {
      errors.incrementAndGet();
      lastLatencyNanos = latencyNanos;
      lastError = outcome.kind();
      misbehave();
    }

    @Override
    public void releasePermission() {
      releases.incrementAndGet();
      misbehave();
    }

    @Override
    public boolean isHalfOpen() {
      misbehave();
      return halfOpen;
    }

    @Override
    public @Nullable Opening opening() {
      misbehave();
      return opening;
    }

    @Override
    public void discard() {
      discarded.add(id);
      misbehave();
    }

    private void misbehave() {
      if (throwing) {
        throw new IllegalStateException("a breaker's bug");
      }
    }
  }
}

package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.EndpointSource.Subscription;
import io.lb4j.endpoint.Names;
import io.lb4j.snapshot.SourceChange;
import io.lb4j.snapshot.SourceSnapshot;
import io.lb4j.time.Scheduler.Cancellable;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a source and its balancer: keeps the last good set, bounds the rate of updates,
 * and knows how old what is known has become.
 *
 * <p>The source only leaves a set here; it is applied on a callback thread. The first one at once,
 * further ones at least {@link #GAP_NANOS} apart, of those that meet the newest. So neither a
 * source that answers slowly nor one that never stops can hold the control loop.
 */
final class SourceFeed<T> {

  /** Two ticks: nobody notices the delay, and five tables per second are cheap for any policy. */
  static final long GAP_NANOS = 2 * ControlLoop.TICK_NANOS;

  private static final long LONGEST_CHECK_NANOS = Duration.ofMinutes(1).toNanos();
  // A file may have many mistakes, and all of them are told.
  private static final int LONGEST_REASON = 4000;

  private final Settings settings;
  private final EndpointSource<? extends T> source;
  private final ControlLoop<T> control;
  private final long staleAfterNanos;
  private final CountDownLatch firstSet = new CountDownLatch(1);

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private @Nullable Subscription subscription;
  private @Nullable Map<String, Endpoint<T>> waiting;
  private boolean applying;
  private boolean everApplied;
  private long appliedAtNanos;
  private boolean closed;
  private boolean stale;
  private long confirmedAtNanos;
  private @Nullable Instant lastSuccess;
  private long successes;
  private long failures;
  private long failuresInARow;
  private @Nullable String lastFailure;
  // The newest set could not be used, so that it being unchanged is no good news.
  private boolean refused;
  private @Nullable Cancellable staleCheck;

  SourceFeed(Settings settings, EndpointSource<? extends T> source, ControlLoop<T> control) {
    this.settings = settings;
    this.source = source;
    this.control = control;
    this.staleAfterNanos = source.staleAfter().toNanos();
    this.confirmedAtNanos = now();
  }

  /** Subscribes; what the source knows at once is applied before this returns. */
  void start() {
    lock.lock();
    try {
      applying = true;
      scheduleStaleCheck(staleAfterNanos);
    } finally {
      lock.unlock();
    }
    FeedReceiver<T> receiver = new FeedReceiver<>(new WeakReference<>(this));
    Subscription begun = source.subscribe(receiver, settings.timeAndChance());
    receiver.ends(begun);
    lock.lock();
    try {
      subscription = begun;
    } finally {
      lock.unlock();
    }
    apply();
  }

  /** Waits until a set has been applied, in real time; for the thread that builds the balancer. */
  void awaitFirstSet(Duration limit) {
    try {
      if (!firstSet.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        control.announcer().warnOfLateSource(source.name(), limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    Subscription ended;
    lock.lock();
    try {
      closed = true;
      waiting = null;
      ended = subscription;
      subscription = null;
      if (staleCheck != null) {
        staleCheck.cancel();
      }
    } finally {
      lock.unlock();
    }
    if (ended != null) {
      try {
        ended.close();
      } catch (RuntimeException e) {
        control.ledger().callbackFailed("closing source " + source.name(), e);
      }
    }
  }

  SourceSnapshot snapshot() {
    lock.lock();
    try {
      return new SourceSnapshot(
          source.name(),
          stale,
          lastSuccess,
          age(),
          successes,
          failures,
          failuresInARow,
          lastFailure);
    } finally {
      lock.unlock();
    }
  }

  // What the source says, from its threads.

  void accept(Collection<? extends Endpoint<? extends T>> endpoints) {
    Map<String, Endpoint<T>> byId;
    try {
      byId = DefaultBalancer.byId(endpoints);
      settings.policy().requireSuitable(byId.values());
    } catch (RuntimeException e) {
      refuse("the set cannot be used: " + e.getMessage());
      return;
    }
    if (byId.isEmpty()) {
      control.countEmptyUpdate();
      refuse("it answered with no endpoints");
    } else {
      replace(byId);
    }
  }

  void replace(Map<String, Endpoint<T>> endpoints) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      refused = false;
      confirm();
      waiting = endpoints;
      applySoon();
    } finally {
      lock.unlock();
    }
  }

  void keep() {
    lock.lock();
    try {
      if (!closed && !refused) {
        confirm();
      }
    } finally {
      lock.unlock();
    }
  }

  private void refuse(String reason) {
    lock.lock();
    try {
      refused = true;
      fail(reason);
    } finally {
      lock.unlock();
    }
  }

  void fail(String reason) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      failures++;
      failuresInARow++;
      // Many exceptions have no message, and are passed on as they are.
      lastFailure = Names.escape(String.valueOf(reason), LONGEST_REASON);
      if (failuresInARow == 1) {
        control.announcer().warnOfSourceFailure(source.name(), lastFailure);
      }
    } finally {
      lock.unlock();
    }
  }

  // Under the lock.

  private void confirm() {
    if (stale) {
      stale = false;
      announce();
    }
    successes++;
    failuresInARow = 0;
    confirmedAtNanos = now();
    lastSuccess = settings.wallClock().instant();
  }

  private void applySoon() {
    if (applying) {
      return;
    }
    applying = true;
    long sinceNanos = Math.max(0, now() - appliedAtNanos);
    if (!everApplied || sinceNanos >= GAP_NANOS) {
      applyElsewhere();
    } else {
      settings.scheduler().schedule(this::applyElsewhere, GAP_NANOS - sinceNanos);
    }
  }

  private void applyElsewhere() {
    try {
      settings.scheduler().execute(this::apply);
    } catch (RuntimeException noThread) {
      settings.scheduler().schedule(this::applyElsewhere, GAP_NANOS);
    }
  }

  private void announce() {
    control
        .announcer()
        .announce(
            new SourceChange(
                settings.name(),
                source.name(),
                stale,
                age(),
                lastFailure,
                settings.wallClock().instant()));
  }

  private Duration age() {
    return Duration.ofNanos(Math.max(0, now() - confirmedAtNanos));
  }

  private void scheduleStaleCheck(long delayNanos) {
    WeakReference<SourceFeed<T>> self = new WeakReference<>(this);
    // Not for years, or a balancer that is dropped keeps the timer's thread for as long.
    long bounded = Math.min(delayNanos, LONGEST_CHECK_NANOS);
    staleCheck = settings.scheduler().schedule(() -> checkAge(self), bounded);
  }

  // Not under the lock.

  private void apply() {
    Map<String, Endpoint<T>> newest;
    lock.lock();
    try {
      newest = waiting;
      waiting = null;
    } finally {
      lock.unlock();
    }
    if (newest != null) {
      update(newest);
    }
    lock.lock();
    try {
      applying = false;
      if (newest != null) {
        everApplied = true;
        appliedAtNanos = now();
      }
      if (waiting != null) {
        applySoon();
      }
    } finally {
      lock.unlock();
    }
  }

  private void update(Map<String, Endpoint<T>> endpoints) {
    try {
      if (endpoints.isEmpty()) {
        control.clear();
      } else {
        control.update(MemberSet.of(endpoints, settings.subsetting()));
        firstSet.countDown();
      }
    } catch (BalancerClosedException e) {
      close();
    } catch (Throwable e) {
      // A user's rule for which part to use, mostly; it may be fine with the next set.
      refuse("the set could not be applied: " + e);
    }
  }

  private static void checkAge(WeakReference<? extends SourceFeed<?>> reference) {
    SourceFeed<?> feed = reference.get();
    if (feed != null) {
      feed.checkAge();
    }
  }

  private void checkAge() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      long remainingNanos = staleAfterNanos - age().toNanos();
      if (remainingNanos <= 0 && !stale) {
        stale = true;
        announce();
      }
      scheduleStaleCheck(remainingNanos <= 0 ? staleAfterNanos : remainingNanos);
    } finally {
      lock.unlock();
    }
  }

  private long now() {
    return settings.ticker().nanoTime();
  }
}

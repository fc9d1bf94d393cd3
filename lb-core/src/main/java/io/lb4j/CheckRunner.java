package io.lb4j;

import io.lb4j.health.CheckResult;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes checks, a bounded number at once, on callback threads; never in the thread that orders
 * them.
 *
 * <p>A check has a slot from its start until it is answered or times out. A probe that neither
 * returns nor answers therefore delays others only until then. Its thread is lost for longer, so
 * threads are bounded too: as many as there are slots may be lost, and then no check is started
 * until one returns. Workers come one after the other while checks wait, so that probes that do not
 * block get by with a thread or two.
 *
 * <p>Thread-safe.
 */
final class CheckRunner<T> implements HealthCheck.Progress<T> {

  private final Scheduler scheduler;
  private final Ticker ticker;
  private final int maxConcurrent;
  private final long timeoutNanos;
  private final Consumer<Throwable> onError;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private final Queue<Waiting<T>> waiting = new ArrayDeque<>();
  private final Queue<HealthCheck<T>> alive = new ArrayDeque<>();
  private final Queue<Started<T>> started = new ArrayDeque<>();
  private int slotsTaken;
  private int workers;
  private boolean workerArriving;
  private boolean closed;
  // Of the last tick, so that time-outs are not at the mercy of a clock that jumps.
  private long elapsedNanos;

  // Written by whoever ends a check, emptied by the control loop.
  private final Queue<HealthCheck<T>> ended = new ConcurrentLinkedQueue<>();

  private record Waiting<T>(HealthCheck<T> check, long sinceNanos) {}

  private record Started<T>(HealthCheck<T> check, long endsNanos) {}

  CheckRunner(
      Scheduler scheduler,
      Ticker ticker,
      int maxConcurrent,
      long timeoutNanos,
      Consumer<Throwable> onError) {
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.maxConcurrent = maxConcurrent;
    this.timeoutNanos = timeoutNanos;
    this.onError = onError;
  }

  /** Orders a check; it starts soon, elsewhere. */
  void order(HealthCheck<T> check) {
    lock.lock();
    try {
      if (!closed) {
        waiting.add(new Waiting<>(check, elapsedNanos));
        callWorker();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns a check that has ended, each once; null if there is none. */
  @Nullable HealthCheck<T> pollEnded() {
    return ended.poll();
  }

  /** Called by every tick: ends checks that take too long. */
  void tick(long nowElapsedNanos) {
    List<HealthCheck<T>> overdue = new ArrayList<>(0);
    lock.lock();
    try {
      elapsedNanos = nowElapsedNanos;
      for (Started<T> oldest; (oldest = started.peek()) != null; started.remove()) {
        if (oldest.check().ending() == null && oldest.endsNanos() > nowElapsedNanos) {
          break;
        }
        if (oldest.check().timeOut()) {
          freeSlot(oldest.check());
          overdue.add(oldest.check());
        }
      }
      cancel(overdue);
      // Needed where the scheduler refused the last one too.
      callWorker();
    } finally {
      lock.unlock();
    }
  }

  /** For how long the next check has waited for its turn. */
  long waitedNanos() {
    lock.lock();
    try {
      Waiting<T> next = waiting.peek();
      return next == null ? 0 : elapsedNanos - next.sinceNanos();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up a check whose result nobody wants; if it still waits, it does not start. */
  void callOff(HealthCheck<T> check) {
    lock.lock();
    try {
      if (check.callOff() && check.hasStarted()) {
        freeSlot(check);
        cancel(List.of(check));
        callWorker();
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    List<HealthCheck<T>> underWay = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      alive.clear();
      started.forEach(each -> underWay.add(each.check()));
      started.clear();
    } finally {
      lock.unlock();
    }
    underWay.removeIf(check -> !check.callOff());
    cancel(underWay);
  }

  // What checks say, from any thread.

  @Override
  public void answered(HealthCheck<T> check, CheckResult said) {
    if (check.end(said, ticker.nanoTime())) {
      lock.lock();
      try {
        freeSlot(check);
        callWorker();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void alive(HealthCheck<T> check) {
    lock.lock();
    try {
      if (!closed && check.ending() == null) {
        alive.add(check);
        callWorker();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void threw(Throwable e) {
    onError.accept(e);
  }

  // Workers.

  private void work() {
    try {
      HealthCheck<T> check = next(true);
      while (check != null) {
        check.ask(this);
        check = next(false);
      }
    } finally {
      lock.lock();
      try {
        workers--;
        callWorker();
      } finally {
        lock.unlock();
      }
    }
  }

  private @Nullable HealthCheck<T> next(boolean arriving) {
    lock.lock();
    try {
      if (arriving) {
        workerArriving = false;
      }
      HealthCheck<T> next = alive.poll();
      if (next != null) {
        next.resume();
      }
      while (next == null && hasNextToStart()) {
        HealthCheck<T> check = waiting.remove().check();
        if (check.ending() == null) {
          check.start(ticker.nanoTime());
          // It may have started just before the next tick.
          started.add(new Started<>(check, elapsedNanos + timeoutNanos + ControlLoop.TICK_NANOS));
          slotsTaken++;
          next = check;
        }
      }
      // In case this one blocks.
      callWorker();
      return next;
    } finally {
      lock.unlock();
    }
  }

  // Under the lock.

  private boolean hasNextToStart() {
    return !waiting.isEmpty() && slotsTaken < maxConcurrent;
  }

  private void callWorker() {
    boolean needed = !alive.isEmpty() || hasNextToStart();
    if (!needed || workerArriving || workers >= 2 * maxConcurrent) {
      return;
    }
    workerArriving = true;
    workers++;
    try {
      scheduler.execute(this::work);
    } catch (RuntimeException e) {
      // The next tick tries again.
      workerArriving = false;
      workers--;
    }
  }

  private void freeSlot(HealthCheck<T> check) {
    slotsTaken--;
    ended.add(check);
  }

  /** Elsewhere, because it runs users' code. */
  private void cancel(List<HealthCheck<T>> checks) {
    if (checks.isEmpty()) {
      return;
    }
    try {
      scheduler.execute(() -> checks.forEach(this::cancel));
    } catch (RuntimeException e) {
      // Then they find out by themselves.
    }
  }

  private void cancel(HealthCheck<T> check) {
    try {
      check.cancel();
    } catch (Throwable e) {
      onError.accept(e);
    }
  }
}

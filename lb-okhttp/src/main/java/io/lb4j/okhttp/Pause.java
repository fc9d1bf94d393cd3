package io.lb4j.okhttp;

import io.lb4j.time.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import okhttp3.Call;
import okhttp3.EventListener;

/** A wait before an attempt, which ends at once when the call is cancelled or out of time. */
final class Pause extends EventListener {

  private final CountDownLatch over = new CountDownLatch(1);

  private Pause() {}

  /** Waits; false if the call was cancelled or the thread interrupted, which it then still is. */
  static boolean of(Call call, Scheduler scheduler, long delayNanos) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    return delayNanos == 0 ? !call.isCanceled() : new Pause().await(call, scheduler, delayNanos);
  }

  /**
   * Waits for what cannot fail; false if the call was cancelled, true if the thread was
   * interrupted.
   */
  static boolean until(Call call, CompletableFuture<?> done) {
    return done.isDone() || new Pause().await(call, done);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What the action does cannot fail.
  private boolean await(Call call, CompletableFuture<?> done) {
    call.addEventListener(this);
    done.whenComplete((value, thrown) -> over.countDown());
    if (!call.isCanceled()) {
      try {
        over.await();
      } catch (InterruptedException e) {
        // OkHttp notices it, too, as soon as it connects or writes.
        Thread.currentThread().interrupt();
      }
    }
    return !call.isCanceled();
  }

  private boolean await(Call call, Scheduler scheduler, long delayNanos) {
    call.addEventListener(this);
    if (call.isCanceled()) {
      return false;
    }
    Scheduler.Cancellable timer = scheduler.schedule(over::countDown, delayNanos);
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      timer.cancel();
    }
    return !call.isCanceled();
  }

  @Override
  public void canceled(Call call) {
    over.countDown();
  }
}

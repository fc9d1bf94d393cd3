package io.lb4j.endpoint;

import io.lb4j.time.Durations;
import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.time.TimeAndChance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a poll: one at a time, each with a time limit, the next after the answer or the back-off.
 *
 * <p>A round is one poll. While its call has not returned it occupies a thread, so no other begins,
 * and what it returns late still counts. Once the call has returned a stage that does not complete
 * in time, the round is given up and the stage cancelled.
 */
final class PollLoop<T> implements EndpointSource.Subscription {

  private final Poll<T> poll;
  private final PollPace pace;
  private final EndpointSource.Receiver<? super T> receiver;
  private final TimeAndChance env;
  // Held while the receiver is told, which hears one thing at a time.
  private final ReentrantLock delivery = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private long round;
  private boolean over = true;
  private boolean calling;
  private boolean closed;
  private int failuresInARow;
  private @Nullable Cancellable next;
  private @Nullable Cancellable timeLimit;
  private @Nullable CompletionStage<?> awaited;

  private PollLoop(
      Poll<T> poll, PollPace pace, EndpointSource.Receiver<? super T> receiver, TimeAndChance env) {
    this.poll = poll;
    this.pace = pace;
    this.receiver = receiver;
    this.env = env;
  }

  static <T> PollLoop<T> start(
      Poll<T> poll, PollPace pace, EndpointSource.Receiver<? super T> receiver, TimeAndChance env) {
    PollLoop<T> loop = new PollLoop<>(poll, pace, receiver, env);
    env.scheduler().execute(loop::ask);
    return loop;
  }

  private void ask() {
    long asked;
    boolean blocked;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      blocked = calling;
      if (!blocked) {
        calling = true;
        over = false;
        round++;
        long begun = round;
        timeLimit = later(pace.timeLimit().toNanos(), () -> overdue(begun));
      }
      asked = round;
    } finally {
      lock.unlock();
    }
    if (blocked) {
      overdue(asked);
      return;
    }
    CompletionStage<PollAnswer<T>> answer;
    try {
      answer = poll.ask();
    } catch (Throwable e) {
      answer = CompletableFuture.failedFuture(e);
    }
    returned(answer);
    if (answer == null) {
      ended(asked, null, null);
    } else {
      answer.whenComplete((found, thrown) -> ended(asked, found, thrown));
    }
  }

  private void returned(@Nullable CompletionStage<?> answer) {
    lock.lock();
    try {
      calling = false;
      if (!closed) {
        awaited = answer;
        return;
      }
    } finally {
      lock.unlock();
    }
    cancel(answer);
  }

  private void overdue(long asked) {
    CompletionStage<?> abandoned;
    lock.lock();
    try {
      if (closed || asked != round || over) {
        return;
      }
      over = !calling;
      abandoned = awaited;
      awaited = null;
      failuresInARow++;
      scheduleNext(pace.afterFailureNanos(failuresInARow, env.random()));
    } finally {
      lock.unlock();
    }
    // Not on the timer: cancelling runs the poll's code, and telling the receiver's.
    elsewhere(
        () -> {
          fail("no answer within " + Durations.text(pace.timeLimit()));
          cancel(abandoned);
        });
  }

  private void ended(long asked, @Nullable PollAnswer<T> found, @Nullable Throwable thrown) {
    lock.lock();
    try {
      if (closed || asked != round || over) {
        return;
      }
      over = true;
      awaited = null;
      cancel(timeLimit);
      cancel(next);
    } finally {
      lock.unlock();
    }
    // Whatever the receiver throws, the loop goes on.
    if (thrown == null && found != null) {
      try {
        deliver(found);
      } finally {
        scheduleAfterAnswer(found);
      }
    } else {
      try {
        fail(thrown == null ? "the poll answered null" : reason(thrown));
      } finally {
        scheduleAfterFailure();
      }
    }
  }

  private void deliver(PollAnswer<T> found) {
    delivery.lock();
    try {
      found.deliver(receiver);
    } finally {
      delivery.unlock();
    }
  }

  private void fail(String reason) {
    delivery.lock();
    try {
      receiver.onError(reason);
    } finally {
      delivery.unlock();
    }
  }

  private void scheduleAfterAnswer(PollAnswer<T> found) {
    lock.lock();
    try {
      failuresInARow = 0;
      scheduleNext(pace.afterAnswerNanos(found.goodFor(), env.random()));
    } finally {
      lock.unlock();
    }
  }

  private void scheduleAfterFailure() {
    lock.lock();
    try {
      failuresInARow++;
      scheduleNext(pace.afterFailureNanos(failuresInARow, env.random()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    CompletionStage<?> abandoned;
    lock.lock();
    try {
      closed = true;
      abandoned = awaited;
      awaited = null;
      cancel(next);
      cancel(timeLimit);
    } finally {
      lock.unlock();
    }
    if (abandoned != null) {
      elsewhere(() -> cancel(abandoned));
    }
  }

  private void scheduleNext(long delayNanos) {
    if (!closed) {
      next = later(delayNanos, () -> elsewhere(this::ask));
    }
  }

  private Cancellable later(long delayNanos, Runnable task) {
    return env.scheduler().schedule(task, delayNanos);
  }

  private void elsewhere(Runnable task) {
    try {
      env.scheduler().execute(task);
    } catch (RuntimeException noThread) {
      // Late is better than never: the loop must not end by a full executor.
      later(pace.maxBackoff().toNanos(), () -> elsewhere(task));
    }
  }

  private static void cancel(@Nullable Cancellable task) {
    if (task != null) {
      task.cancel();
    }
  }

  private static void cancel(@Nullable CompletionStage<?> stage) {
    if (stage != null) {
      try {
        stage.toCompletableFuture().cancel(true);
      } catch (RuntimeException e) {
        // A stage that cannot be cancelled; what it brings is ignored.
      }
    }
  }

  private static String reason(Throwable thrown) {
    Throwable cause = thrown.getCause();
    Throwable told = thrown instanceof CompletionException && cause != null ? cause : thrown;
    String message = told.getMessage();
    return message == null ? told.getClass().getSimpleName() : message;
  }
}

package io.lb4j.endpoint;

import io.lb4j.time.Scheduler;
import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a poll: one at a time, each with a time limit, the next after the answer or the back-off.
 *
 * <p>A round is one poll. It is over when it is answered or has failed, and a late answer counts as
 * long as no later round has begun. A round whose call has not returned occupies a thread, so none
 * begins before it returns.
 */
final class PollLoop<T> implements EndpointSource.Subscription {

  private final Poll<? extends T> poll;
  private final PollPace pace;
  private final EndpointSource.Receiver<? super T> receiver;
  private final TimeAndChance env;
  // What the receiver hears comes one at a time.
  private final ReentrantLock delivery = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private long round;
  private boolean answered;
  private boolean calling;
  private boolean closed;
  private int failuresInARow;
  private @Nullable Cancellable next;
  private @Nullable Cancellable timeLimit;
  private @Nullable CompletionStage<?> awaited;

  private PollLoop(
      Poll<? extends T> poll,
      PollPace pace,
      EndpointSource.Receiver<? super T> receiver,
      TimeAndChance env) {
    this.poll = poll;
    this.pace = pace;
    this.receiver = receiver;
    this.env = env;
  }

  static <T> PollLoop<T> start(
      Poll<? extends T> poll,
      PollPace pace,
      EndpointSource.Receiver<? super T> receiver,
      TimeAndChance env) {
    PollLoop<T> loop = new PollLoop<>(poll, pace, receiver, env);
    env.scheduler().execute(loop::ask);
    return loop;
  }

  private void ask() {
    long asked;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (calling) {
        // The one before still blocks its thread; another would lose another.
        timeLimit = later(pace.timeLimit().toNanos(), this::stillBlocked);
        return;
      }
      asked = ++round;
      answered = false;
      calling = true;
      timeLimit = later(pace.timeLimit().toNanos(), () -> overdue(asked));
    } finally {
      lock.unlock();
    }
    try {
      CompletionStage<? extends PollAnswer<? extends T>> answer = poll.ask();
      await(asked, answer);
      answer.whenComplete((found, thrown) -> ended(asked, found, thrown));
    } catch (Throwable e) {
      ended(asked, null, e);
    } finally {
      lock.lock();
      try {
        calling = false;
      } finally {
        lock.unlock();
      }
    }
  }

  private void await(long asked, CompletionStage<?> answer) {
    lock.lock();
    try {
      if (round == asked) {
        awaited = answer;
      }
    } finally {
      lock.unlock();
    }
  }

  private void overdue(long asked) {
    CompletionStage<?> abandoned;
    lock.lock();
    try {
      if (closed || asked != round || answered) {
        return;
      }
      failuresInARow++;
      scheduleNext(pace.afterFailureNanos(failuresInARow, env.random()));
      abandoned = awaited;
    } finally {
      lock.unlock();
    }
    elsewhere(() -> giveUp(abandoned));
  }

  private void stillBlocked() {
    overdue(round());
  }

  private long round() {
    lock.lock();
    try {
      return round;
    } finally {
      lock.unlock();
    }
  }

  /** Not on the timer: cancelling runs the poll's code, and telling the receiver's. */
  private void giveUp(@Nullable CompletionStage<?> abandoned) {
    deliver(() -> receiver.onError("no answer within " + inWords(pace.timeLimit())));
    if (abandoned != null) {
      abandoned.toCompletableFuture().cancel(true);
    }
  }

  private void ended(
      long asked, @Nullable PollAnswer<? extends T> found, @Nullable Throwable thrown) {
    lock.lock();
    try {
      if (closed || asked != round || answered) {
        return;
      }
      answered = true;
      awaited = null;
      cancel(timeLimit);
      cancel(next);
    } finally {
      lock.unlock();
    }
    boolean good = thrown == null && found != null;
    if (good) {
      deliver(() -> found.deliver(receiver));
    } else {
      deliver(() -> receiver.onError(reason(thrown)));
    }
    lock.lock();
    try {
      failuresInARow = good ? 0 : failuresInARow + 1;
      scheduleNext(
          good
              ? pace.afterAnswerNanos(found.goodFor(), env.random())
              : pace.afterFailureNanos(failuresInARow, env.random()));
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Runnable message) {
    delivery.lock();
    try {
      message.run();
    } finally {
      delivery.unlock();
    }
  }

  @Override
  public void close() {
    CompletionStage<?> abandoned;
    lock.lock();
    try {
      closed = true;
      cancel(next);
      cancel(timeLimit);
      abandoned = awaited;
      awaited = null;
    } finally {
      lock.unlock();
    }
    if (abandoned != null) {
      elsewhere(() -> abandoned.toCompletableFuture().cancel(true));
    }
  }

  // Under the lock.

  private void scheduleNext(long delayNanos) {
    if (!closed) {
      next = later(delayNanos, () -> elsewhere(this::ask));
    }
  }

  private Cancellable later(long delayNanos, Runnable task) {
    return env.scheduler().schedule(task, delayNanos);
  }

  private static void cancel(@Nullable Cancellable task) {
    if (task != null) {
      task.cancel();
    }
  }

  private void elsewhere(Runnable task) {
    Scheduler scheduler = env.scheduler();
    scheduler.execute(task);
  }

  private static String reason(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "the poll answered null";
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String message = cause.getMessage();
    String type = cause.getClass().getSimpleName();
    return message == null ? type : type + ": " + message;
  }

  private static String inWords(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}

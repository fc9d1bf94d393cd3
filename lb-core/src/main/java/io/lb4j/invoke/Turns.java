package io.lb4j.invoke;

import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one thing happen at a time without a lock: whoever comes while somebody has the turn leaves
 * the task to them. So a task may cause others, in the same thread or in another one.
 */
final class Turns {

  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  // Tasks that have not ended. Who raises it from 0 runs tasks until it is 0 again.
  private final AtomicInteger pending = new AtomicInteger();

  /**
   * Runs a task, now or as soon as the running ones have ended. Tasks should throw nothing; if one
   * does all the same, others take their turn first.
   */
  void take(Runnable task) {
    tasks.add(task);
    if (pending.getAndIncrement() == 0) {
      runAll();
    }
  }

  private void runAll() {
    do {
      try {
        Objects.requireNonNull(tasks.poll()).run();
      } catch (RuntimeException | Error e) {
        if (pending.decrementAndGet() > 0) {
          runAll();
        }
        throw e;
      }
    } while (pending.decrementAndGet() > 0);
  }
}

package io.lb4j.benchmarks.floor;

import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A clock that costs one read of a field and is up to 100 ms slow, for rules about idle hosts. */
final class Tick {

  private static volatile long nanos = System.nanoTime();

  static {
    start();
  }

  private Tick() {}

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the end of it.
  private static void start() {
    Executors.newSingleThreadScheduledExecutor(Tick::daemon)
        .scheduleAtFixedRate(() -> nanos = System.nanoTime(), 100, 100, TimeUnit.MILLISECONDS);
  }

  static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "floor");
    thread.setDaemon(true);
    return thread;
  }

  static long nanos() {
    return nanos;
  }
}

package io.lb4j.time;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The only class of lb-core that starts threads. Both pools start empty and shrink to nothing, so a
 * service that closes its balancers keeps no thread of ours, and nobody has to shut anything down.
 */
final class SystemScheduler implements Scheduler {

  static final SystemScheduler INSTANCE = new SystemScheduler();

  private static final long IDLE_THREAD_MILLIS = 500;

  private final ScheduledThreadPoolExecutor timer;
  private final ThreadPoolExecutor callbacks;

  private SystemScheduler() {
    timer = new ScheduledThreadPoolExecutor(1, daemons("lb4j-control"));
    timer.setKeepAliveTime(IDLE_THREAD_MILLIS, TimeUnit.MILLISECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    callbacks =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_MILLIS,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            daemons("lb4j-callback"));
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    Future<?> future = timer.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void execute(Runnable task) {
    try {
      callbacks.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      // No thread to be had: late is better than lost, and the timer recovers once memory does.
      timer.execute(task);
    }
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, name + "-" + count.incrementAndGet(), 0, false);
      thread.setDaemon(true);
      // The first balancer's web application must not be held in memory by a thread that all share:
      // neither by its class loader nor by thread locals it would hand down.
      thread.setContextClassLoader(SystemScheduler.class.getClassLoader());
      return thread;
    };
  }
}

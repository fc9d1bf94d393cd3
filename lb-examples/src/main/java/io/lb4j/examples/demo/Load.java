package io.lb4j.examples.demo;

import io.lb4j.request.SelectionContext;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The traffic: begins calls at random moments, as independent users do, and does not wait for
 * answers. Every call is made on both sides.
 */
final class Load implements AutoCloseable {

  /** Where a call goes. */
  interface Sides {
    void call(String path, SelectionContext context);
  }

  private static final int CUSTOMERS = 200;
  private static final long MAX_BACKLOG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double SECOND_NANOS = 1e9;

  private final Sides sides;
  private final Thread thread = new Thread(this::run, "load");
  private volatile int callsPerSecond;
  private volatile boolean stopped;

  /** Starts calling. */
  Load(Sides sides, int callsPerSecond) {
    this.sides = sides;
    this.callsPerSecond = callsPerSecond;
    thread.setDaemon(true);
    thread.start();
  }

  int callsPerSecond() {
    return callsPerSecond;
  }

  void setCallsPerSecond(int callsPerSecond) {
    this.callsPerSecond = callsPerSecond;
  }

  private void run() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long nextNanos = System.nanoTime();
    while (!stopped) {
      nextNanos += (long) (-Math.log(1 - random.nextDouble()) * SECOND_NANOS / callsPerSecond);
      for (long left; !stopped && (left = nextNanos - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(this, left);
      }
      // After a pause of this machine, calls of the past are not made up for.
      nextNanos = Math.max(nextNanos, System.nanoTime() - MAX_BACKLOG_NANOS);
      int customer = random.nextInt(CUSTOMERS);
      sides.call("/orders/" + customer, SelectionContext.forKey("customer-" + customer));
    }
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}

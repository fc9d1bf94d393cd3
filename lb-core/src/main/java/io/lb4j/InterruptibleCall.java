package io.lb4j;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that another thread may interrupt. The interrupt reaches the call, even one that is only
 * about to begin, and never what its thread does before or afterwards.
 */
final class InterruptibleCall {

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private @Nullable Thread caller;
  private boolean interrupted;

  <R> R make(Supplier<R> call) {
    begin();
    try {
      return call.get();
    } finally {
      end();
    }
  }

  private void begin() {
    lock.lock();
    try {
      caller = Thread.currentThread();
      if (interrupted) {
        caller.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      caller = null;
      if (interrupted) {
        interrupted = false;
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the call if it is under way, else as soon as it is. */
  void interrupt() {
    lock.lock();
    try {
      interrupted = true;
      if (caller != null) {
        caller.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}

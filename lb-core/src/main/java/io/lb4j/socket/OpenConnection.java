package io.lb4j.socket;

import io.lb4j.Lease;
import io.lb4j.request.Outcome;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The lease of a connection that stands: open until the connection ends, and once reported more if
 * it breaks. Ends too when its owner, which nobody closed, is collected: the JDK closes the
 * connection of such a socket then.
 */
final class OpenConnection {

  private static final Cleaner CLEANER = Cleaner.create();

  private final Lease<?> lease;
  private final Cleaner.Cleanable end;
  private final AtomicBoolean broken = new AtomicBoolean();

  /**
   * Watches over a lease that a success was reported of.
   *
   * @param owner what is closed when the connection ends; not reachable from the lease
   */
  OpenConnection(Object owner, Lease<?> lease) {
    this.lease = lease;
    this.end = CLEANER.register(owner, lease::close);
  }

  /** The connection broke: it counts as a failure, once, and has ended. */
  void broke() {
    if (broken.compareAndSet(false, true)) {
      lease.report(Outcome.brokenConnection());
    }
    end();
  }

  /** Gives the slot back, if that has not happened yet. */
  void end() {
    end.clean();
  }

  Lease<?> lease() {
    return lease;
  }
}

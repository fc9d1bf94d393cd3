package io.lb4j.time;

/**
 * A monotonic clock in nanoseconds, with the contract of {@link System#nanoTime()}: the origin is
 * arbitrary, values may be negative and may wrap, so only differences mean anything.
 *
 * <p>Implementations must be thread-safe and cheap: the balancer may read the ticker on every
 * {@code select} and every {@code report}.
 */
@FunctionalInterface
public interface Ticker {

  /**
   * Returns the current reading.
   *
   * @return nanoseconds since an arbitrary origin
   */
  long nanoTime();

  /**
   * Returns the ticker of this JVM, {@link System#nanoTime()}.
   *
   * @return the system ticker; a read costs about 25 ns
   */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}

package io.lb4j.socket;

import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * A connected channel and the lease of its endpoint, which counts as one connection busier until
 * {@link #close}. Closing the channel alone does not give the slot back: close this.
 *
 * <p>Thread-safe. A channel that is dropped without being closed keeps its slot, unless the
 * balancer limits the time of leases.
 */
public final class BalancedChannel implements Closeable {

  private final SocketChannel channel;
  private final Lease<?> lease;

  BalancedChannel(SocketChannel channel, Lease<?> lease) {
    this.channel = channel;
    this.lease = lease;
  }

  /**
   * Returns the channel.
   *
   * @return connected, in blocking mode
   */
  public SocketChannel channel() {
    return channel;
  }

  /**
   * Returns where it leads.
   *
   * @return the endpoint as it was when it was selected
   */
  public Endpoint<?> endpoint() {
    return lease.endpoint();
  }

  /**
   * Says that the connection has broken, or not kept what its beginning promised. Counts once,
   * before {@link #close}, and replaces the success that connecting was.
   *
   * @param outcome a failure, such as {@code Outcome.ofException} of what a read threw
   */
  public void report(Outcome outcome) {
    lease.report(outcome);
  }

  /** Closes the channel and gives the slot back. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      lease.close();
    }
  }

  @Override
  public String toString() {
    return "BalancedChannel[endpoint " + endpoint().id() + ", " + channel + "]";
  }
}

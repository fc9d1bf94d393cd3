package io.lb4j.socket;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connects channels to an endpoint of a balancer, and to another one if that fails, as {@link
 * BalancedSocketFactory} does with sockets: by the same rules, with the same limits, reports and
 * exceptions.
 *
 * <p>Immutable and thread-safe. Connecting blocks; an interrupt ends it. Event loops that must not
 * block connect themselves: select, connect, and report when {@code finishConnect} returns or
 * throws; close the lease with the channel.
 */
public final class ChannelConnector {

  private final Dialer<?> dialer;

  private ChannelConnector(Dialer<?> dialer) {
    this.dialer = dialer;
  }

  /**
   * Makes a connector whose targets are addresses, best unresolved ones.
   *
   * @param balancer chooses the endpoint of each connection
   * @return a new connector
   */
  public static ChannelConnector of(Balancer<? extends InetSocketAddress> balancer) {
    return of(balancer, address -> address);
  }

  /**
   * Makes a connector for any targets.
   *
   * @param balancer chooses the endpoint of each connection
   * @param addressOf where a target is; the address may be unresolved
   * @param <T> what reaches an endpoint
   * @return a new connector
   */
  public static <T> ChannelConnector of(
      Balancer<? extends T> balancer, Function<? super T, InetSocketAddress> addressOf) {
    return new ChannelConnector(Dialer.<T>of(balancer, addressOf));
  }

  /**
   * Sets the rules of attempts. Hedging does not apply.
   *
   * @param policy the rules
   * @return a changed copy
   */
  public ChannelConnector withPolicy(AttemptPolicy policy) {
    return new ChannelConnector(dialer.withPolicy(policy));
  }

  /**
   * Connects to an endpoint.
   *
   * @param context what the connection asks of the selection
   * @return connected; close it
   * @throws IOException if no endpoint accepts within the policy's deadline, or none may be asked
   */
  public BalancedChannel connect(SelectionContext context) throws IOException {
    ChannelLine line = new ChannelLine();
    Lease<?> lease = dialer.withContext(context).dial(line, 0);
    return new BalancedChannel(line.connected(), lease);
  }

  @Override
  public String toString() {
    return "ChannelConnector[" + dialer.balancer().name() + ", " + dialer.policy() + "]";
  }

  /** A channel for each attempt; confined to the thread that connects. */
  private static final class ChannelLine implements Line {

    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private @Nullable SocketChannel connected;

    SocketChannel connected() {
      if (connected == null) {
        throw new IllegalStateException("no attempt has succeeded");
      }
      return connected;
    }

    @Override
    public void connect(InetSocketAddress address, int limitMillis) throws IOException {
      SocketChannel channel = SocketChannel.open();
      try {
        // Its socket's connect has a time limit; its own has none.
        channel.socket().connect(address, limitMillis);
        connected = channel;
      } finally {
        if (connected == null) {
          channel.close();
        }
      }
    }

    @Override
    public CompletableFuture<Void> hungUp() {
      return never;
    }
  }
}

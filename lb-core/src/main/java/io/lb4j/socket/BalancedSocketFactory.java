package io.lb4j.socket;

import io.lb4j.Balancer;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.function.Function;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that connect to an endpoint of a balancer, and to another one if that fails: for
 * database drivers and other clients that let their user bring a socket factory.
 *
 * <p>The address that a client asks for is ignored, and its name never looked up; by convention it
 * is the balancer's name. {@code connect} tries one endpoint after the other, by the {@link
 * AttemptPolicy} and within the balancer's retry budget, until one accepts. What was set on the
 * socket before, or bound, holds for every attempt. Targets whose addresses are unresolved are
 * resolved at each attempt, outside of any time limit. What the endpoint is told and how it went:
 *
 * <table>
 *   <caption>What is reported</caption>
 *   <tr><th>What happens<th>Outcome<th>Slot
 *   <tr><td>connected<td>success; its latency is the time to connect<td>taken until the end
 *   <tr><td>refused, no route, no answer in time, host unknown<td>connect failure<td>given back
 *   <tr><td>closed or interrupted while connecting, no local port left<td>ignored<td>given back
 *   <tr><td>a read fails later, as by a reset<td>failure, in place of the success<td>given back
 *   <tr><td>a write fails later: the endpoint may have closed an idle connection<td>none
 *       <td>given back
 *   <tr><td>{@code SO_TIMEOUT} passes, the endpoint closes its side<td>none<td>kept
 *   <tr><td>closed: the socket or one of its streams; shut down: both of its sides<td>none
 *       <td>given back
 *   <tr><td>the socket is garbage-collected<td>none<td>given back
 * </table>
 *
 * <p>Without a policy of its own an attempt takes at most 2 seconds and all of them 10, or the time
 * that the caller gives to {@code connect} if that is less; an attempt never takes more than half
 * of the time that is left, so that one endpoint that answers nothing leaves time for another.
 * Failures are {@link java.net.ConnectException}s, or {@link java.net.SocketTimeoutException}s if
 * the last attempt ran out of time, with the earlier ones suppressed; if no endpoint may be asked
 * at all, the cause is a {@link io.lb4j.NoEndpointAvailableException}.
 *
 * <p>TLS goes on top: give a connected socket to {@code SSLSocketFactory.createSocket(socket, host,
 * port, true)}. A failed handshake is then the caller's to see; the endpoint did connect.
 *
 * <p>Immutable and thread-safe; its sockets are as thread-safe as the JDK's. A connection stays
 * where it is, so load follows only as fast as connections end. Not for HTTP, where every request
 * can be balanced, and not for clients that must meet the same server twice, as when a query is
 * cancelled on a connection of its own: choose a policy that keeps to one endpoint for those.
 */
public final class BalancedSocketFactory extends SocketFactory {

  private final Dialer<?> dialer;

  private BalancedSocketFactory(Dialer<?> dialer) {
    this.dialer = dialer;
  }

  /**
   * Makes a factory whose targets are addresses, best unresolved ones.
   *
   * @param balancer chooses the endpoint of each connection
   * @return a new factory
   */
  public static BalancedSocketFactory of(Balancer<? extends InetSocketAddress> balancer) {
    return of(balancer, address -> address);
  }

  /**
   * Makes a factory for any targets.
   *
   * @param balancer chooses the endpoint of each connection
   * @param addressOf where a target is; the address may be unresolved
   * @param <T> what reaches an endpoint
   * @return a new factory
   */
  public static <T> BalancedSocketFactory of(
      Balancer<? extends T> balancer, Function<? super T, InetSocketAddress> addressOf) {
    return new BalancedSocketFactory(Dialer.<T>of(balancer, addressOf));
  }

  /**
   * Sets the rules of attempts. Hedging does not apply.
   *
   * @param policy the rules; without a deadline and an attempt limit, those of the caller and of
   *     the operating system remain, and the latter are minutes
   * @return a changed copy
   */
  public BalancedSocketFactory withPolicy(AttemptPolicy policy) {
    return new BalancedSocketFactory(dialer.withPolicy(policy));
  }

  /**
   * Sets what connections ask of the selection. A copy is cheap, so there may be one per
   * connection: {@code factory.withContext(SelectionContext.forKey(tenant)).createSocket()}.
   *
   * @param context such as a key, or a {@link FlowHash}
   * @return a changed copy
   */
  public BalancedSocketFactory withContext(SelectionContext context) {
    return new BalancedSocketFactory(dialer.withContext(context));
  }

  Dialer<?> dialer() {
    return dialer;
  }

  String balancerName() {
    return dialer.balancer().name();
  }

  /**
   * Makes a socket that is not connected yet.
   *
   * @return connects when it is told to
   */
  @Override
  public Socket createSocket() throws SocketException {
    return new BalancedSocket(requested -> dialer, Socket::new);
  }

  /**
   * Makes a connected socket, within the policy's deadline.
   *
   * @param host ignored
   * @param port ignored
   */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connect(createSocket(), InetSocketAddress.createUnresolved(host, port), null);
  }

  /**
   * Makes a connected socket that is bound here, within the policy's deadline.
   *
   * @param host ignored
   * @param port ignored
   */
  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    SocketAddress local = new InetSocketAddress(localHost, localPort);
    return connect(createSocket(), InetSocketAddress.createUnresolved(host, port), local);
  }

  /**
   * Makes a connected socket, within the policy's deadline.
   *
   * @param host ignored
   * @param port ignored
   */
  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connect(createSocket(), new InetSocketAddress(host, port), null);
  }

  /**
   * Makes a connected socket that is bound here, within the policy's deadline.
   *
   * @param host ignored
   * @param port ignored
   */
  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    SocketAddress local = new InetSocketAddress(localHost, localPort);
    return connect(createSocket(), new InetSocketAddress(host, port), local);
  }

  /** Binds a socket, if there is where to, and connects it; closes it if that fails. */
  static Socket connect(Socket socket, SocketAddress requested, @Nullable SocketAddress local)
      throws IOException {
    boolean connected = false;
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(requested);
      connected = true;
      return socket;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  @Override
  public String toString() {
    return "BalancedSocketFactory[" + balancerName() + ", " + dialer.policy() + "]";
  }
}

package io.lb4j.socket;

import io.lb4j.endpoint.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The socket factory for drivers that want the name of a class and make it themselves. Register a
 * {@link BalancedSocketFactory}, and tell the driver this class and the name:
 *
 * <pre>{@code
 * DriverSocketFactory.register("orders-db", BalancedSocketFactory.of(balancer));
 * DriverManager.getConnection("jdbc:postgresql://orders-db/orders"
 *     + "?socketFactory=io.lb4j.socket.DriverSocketFactory&socketFactoryArg=orders-db");
 * }</pre>
 *
 * <p>Drivers that hand over no argument are asked for the host instead: the name must then be the
 * one in the driver's URL. Hosts that nobody registered fail; they are not connected to directly.
 *
 * <p>Thread-safe. The registry belongs to this class, so the driver must load it from where the
 * application does; it holds factories, and their balancers, until they are unregistered. Where a
 * driver takes an object, give it the {@link BalancedSocketFactory} and leave this out.
 */
public final class DriverSocketFactory extends SocketFactory {

  private static final ConcurrentMap<String, BalancedSocketFactory> REGISTERED =
      new ConcurrentHashMap<>();

  private final @Nullable String name;

  /** For drivers: connects to who is registered under the host that is asked for. */
  public DriverSocketFactory() {
    this.name = null;
  }

  /**
   * For drivers: connects to who is registered under a name, whatever host is asked for.
   *
   * @param name a registered name, in any case; looked up at each connection
   */
  public DriverSocketFactory(String name) {
    this.name = Names.require("socket factory name", name);
  }

  /**
   * For clients that call a static method of the class they were told, as Jakarta Mail and JNDI do.
   *
   * @return connects to who is registered under the host that is asked for
   */
  public static SocketFactory getDefault() {
    return new DriverSocketFactory();
  }

  /**
   * Registers a factory.
   *
   * @param name how drivers call it, in any case
   * @param factory makes the sockets
   * @throws IllegalArgumentException if the name is blank, too long or holds control characters
   * @throws IllegalStateException if the name is taken
   */
  public static void register(String name, BalancedSocketFactory factory) {
    Names.require("socket factory name", name);
    if (REGISTERED.putIfAbsent(key(name), factory) != null) {
      throw new IllegalStateException(
          "the name " + name + " is taken by another socket factory; unregister that first");
    }
  }

  /**
   * Registers a factory under its balancer's name.
   *
   * @param factory makes the sockets
   * @throws IllegalStateException if the name is taken
   */
  public static void register(BalancedSocketFactory factory) {
    register(factory.balancerName(), factory);
  }

  /**
   * Forgets a factory. Sockets that are connected stay so.
   *
   * @param name one that is registered, or else nothing happens
   */
  public static void unregister(String name) {
    REGISTERED.remove(key(name));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Returns whose connection it is to be. */
  private Dialer<?> dialerFor(SocketAddress requested) throws UnknownHostException {
    String wanted =
        name != null
            ? name
            : requested instanceof InetSocketAddress address
                ? address.getHostString()
                : requested.toString();
    BalancedSocketFactory factory = REGISTERED.get(key(wanted));
    if (factory == null) {
      throw new UnknownHostException(
          "no socket factory is registered as \""
              + Names.escape(wanted)
              + "\"; call DriverSocketFactory.register first");
    }
    return factory.dialer();
  }

  @Override
  public Socket createSocket() throws SocketException {
    return new BalancedSocket(this::dialerFor, Socket::new);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return BalancedSocketFactory.connect(
        createSocket(), InetSocketAddress.createUnresolved(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return BalancedSocketFactory.connect(
        createSocket(),
        InetSocketAddress.createUnresolved(host, port),
        new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return BalancedSocketFactory.connect(createSocket(), new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return BalancedSocketFactory.connect(
        createSocket(),
        new InetSocketAddress(host, port),
        new InetSocketAddress(localHost, localPort));
  }

  @Override
  public String toString() {
    return "DriverSocketFactory[" + (name == null ? "by host" : name) + "]";
  }
}

package io.lb4j.socket;

import io.lb4j.Lease;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A socket that connects to an endpoint of a balancer, whatever address it is told.
 *
 * <p>A socket that failed to connect cannot be used again. So each attempt has one of its own, and
 * what was set before is set on it too. Once one is connected it stays.
 */
// The socket that stands for this one has the lock.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class BalancedSocket extends ForwardingSocket {

  /** Which balancer a connection goes through. */
  @FunctionalInterface
  interface Route {
    Dialer<?> to(SocketAddress requested) throws IOException;
  }

  private final Route route;
  private final Supplier<Socket> sockets;
  private final AtomicBoolean dialled = new AtomicBoolean();
  private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
  // What was set before the connection stood, in order; afterwards nothing is added.
  private final Queue<Setting> settings = new ConcurrentLinkedQueue<>();
  // Written by whoever connects.
  private volatile Socket socket;
  private volatile @Nullable OpenConnection connection;

  BalancedSocket(Route route, Supplier<Socket> sockets) throws SocketException {
    this.route = route;
    this.sockets = sockets;
    this.socket = sockets.get();
  }

  @Override
  Socket socket() {
    return socket;
  }

  @Override
  void set(Setting setting) throws IOException {
    setting.applyTo(socket);
    if (connection == null) {
      settings.add(setting);
    }
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (endpoint == null) {
      throw new IllegalArgumentException("the address is null; any other will do");
    }
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout is " + timeout + "; it must not be negative");
    }
    if (isClosed()) {
      throw new SocketException("Socket is closed");
    }
    if (!dialled.compareAndSet(false, true)) {
      throw new SocketException(isConnected() ? "already connected" : "already connecting");
    }
    OpenConnection open = null;
    try {
      Lease<?> lease = route.to(endpoint).dial(new Attempts(), timeout);
      open = new OpenConnection(this, lease);
      connection = open;
      settings.clear();
    } finally {
      if (open == null) {
        close();
      }
    }
    if (hungUp.isDone()) {
      open.end();
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Input(socket.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Output(socket.getOutputStream());
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    try {
      socket.sendUrgentData(data);
    } catch (IOException e) {
      throw writeFailed(e);
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
    endIfShutDown();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
    endIfShutDown();
  }

  private void endIfShutDown() {
    OpenConnection open = connection;
    if (open != null && socket.isInputShutdown() && socket.isOutputShutdown()) {
      open.end();
    }
  }

  @Override
  public boolean isClosed() {
    // Between two attempts the socket is closed, and this one is not.
    return hungUp.isDone() || (connection != null && socket.isClosed());
  }

  @Override
  public void close() throws IOException {
    hungUp.complete(null);
    OpenConnection open = connection;
    try {
      socket.close();
    } finally {
      if (open != null) {
        open.end();
      }
    }
  }

  @Override
  public String toString() {
    OpenConnection open = connection;
    return open == null
        ? "BalancedSocket[unconnected]"
        : "BalancedSocket[endpoint " + open.lease().endpoint().id() + ", " + socket + "]";
  }

  /**
   * A read that fails, but not by a time-out or a close from here, says that the endpoint broke.
   */
  private IOException readFailed(IOException e) {
    OpenConnection open = connection;
    if (open == null || socket.isInputShutdown() || e instanceof SocketTimeoutException) {
      return e;
    }
    if (isClosed()) {
      open.end();
    } else {
      open.broke();
    }
    return e;
  }

  /**
   * A write that fails finds a connection closed, nobody knows since when: often the endpoint has
   * ended one that was idle, which is its right. So it ends, but is held against nobody.
   */
  private IOException writeFailed(IOException e) {
    OpenConnection open = connection;
    if (open != null && !socket.isOutputShutdown()) {
      open.end();
    }
    return e;
  }

  /** A socket for each attempt, the first of which exists. */
  private final class Attempts implements Line {

    private boolean renew;

    @Override
    public void connect(InetSocketAddress address, int limitMillis) throws IOException {
      // First in place, then set up: what is set meanwhile is not lost, and close() finds it.
      Socket attempted = renew ? sockets.get() : socket;
      socket = attempted;
      try {
        if (hungUp.isDone()) {
          throw new SocketException("Socket closed");
        }
        if (renew) {
          for (Setting setting : settings) {
            setting.applyTo(attempted);
          }
        }
        renew = true;
        attempted.connect(address, limitMillis);
      } catch (IOException | RuntimeException e) {
        attempted.close();
        throw e;
      }
    }

    @Override
    public CompletableFuture<Void> hungUp() {
      return hungUp;
    }
  }

  private final class Input extends FilterInputStream {

    Input(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException e) {
        throw readFailed(e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (IOException e) {
        throw readFailed(e);
      }
    }

    @Override
    public void close() throws IOException {
      BalancedSocket.this.close();
    }
  }

  private final class Output extends FilterOutputStream {

    Output(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      try {
        out.write(value);
      } catch (IOException e) {
        throw writeFailed(e);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw writeFailed(e);
      }
    }

    @Override
    public void close() throws IOException {
      BalancedSocket.this.close();
    }
  }
}

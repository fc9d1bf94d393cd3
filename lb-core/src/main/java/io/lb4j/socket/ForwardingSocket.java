package io.lb4j.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is another: whatever is asked of it is asked of the other one, which may change.
 *
 * <p>It has no implementation of its own, so a method that was not overridden would fail; a test
 * looks for those.
 */
// The socket forwarded to has the locks.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
abstract class ForwardingSocket extends Socket {

  /** What is set on a socket. */
  @FunctionalInterface
  interface Setting {
    void applyTo(Socket socket) throws IOException;
  }

  @SuppressWarnings("NullAway") // A socket without an implementation is made with null.
  ForwardingSocket() throws SocketException {
    super((SocketImpl) null);
  }

  /** Returns the socket that stands for this one now. */
  abstract Socket socket();

  /** Applies a setting to the socket that stands for this one, and those that may follow. */
  abstract void set(Setting setting) throws IOException;

  private void setOption(Setting setting) throws SocketException {
    try {
      set(setting);
    } catch (SocketException e) {
      throw e;
    } catch (IOException e) {
      throw (SocketException) new SocketException(e.getMessage()).initCause(e);
    }
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public abstract void connect(SocketAddress endpoint, int timeout) throws IOException;

  @Override
  public void bind(@Nullable SocketAddress bindpoint) throws IOException {
    set(socket -> socket.bind(bindpoint));
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return socket().getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket().getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket().getPort();
  }

  @Override
  public int getLocalPort() {
    return socket().getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return socket().getRemoteSocketAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return socket().getLocalSocketAddress();
  }

  @Override
  public @Nullable SocketChannel getChannel() {
    return socket().getChannel();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return socket().getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return socket().getOutputStream();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    setOption(socket -> socket.setTcpNoDelay(on));
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return socket().getTcpNoDelay();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    setOption(socket -> socket.setSoLinger(on, linger));
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket().getSoLinger();
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    socket().sendUrgentData(data);
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    setOption(socket -> socket.setOOBInline(on));
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return socket().getOOBInline();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    setOption(socket -> socket.setSoTimeout(timeout));
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket().getSoTimeout();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    setOption(socket -> socket.setSendBufferSize(size));
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return socket().getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    setOption(socket -> socket.setReceiveBufferSize(size));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return socket().getReceiveBufferSize();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    setOption(socket -> socket.setKeepAlive(on));
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return socket().getKeepAlive();
  }

  @Override
  public void setTrafficClass(int trafficClass) throws SocketException {
    setOption(socket -> socket.setTrafficClass(trafficClass));
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return socket().getTrafficClass();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    setOption(socket -> socket.setReuseAddress(on));
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return socket().getReuseAddress();
  }

  @Override
  public void close() throws IOException {
    socket().close();
  }

  @Override
  public void shutdownInput() throws IOException {
    socket().shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket().shutdownOutput();
  }

  @Override
  public String toString() {
    return socket().toString();
  }

  @Override
  public boolean isConnected() {
    return socket().isConnected();
  }

  @Override
  public boolean isBound() {
    return socket().isBound();
  }

  @Override
  public boolean isClosed() {
    return socket().isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket().isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket().isOutputShutdown();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    try {
      set(socket -> socket.setPerformancePreferences(connectionTime, latency, bandwidth));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    set(socket -> socket.setOption(name, value));
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return socket().getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return socket().supportedOptions();
  }
}

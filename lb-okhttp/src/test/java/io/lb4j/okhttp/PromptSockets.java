package io.lb4j.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Server sockets that send at once what is written. MockWebServer writes headers and body apart,
 * and the kernel would keep the body back until the client has acknowledged the headers: 40 ms per
 * call on connections in steady use. They also know which connections are open.
 */
final class PromptSockets extends ServerSocketFactory {

  /** Weakly, because MockWebServer leaves some to the garbage collector. */
  private final Set<Socket> accepted = Collections.newSetFromMap(new WeakHashMap<>());

  long open() {
    synchronized (accepted) {
      return accepted.stream().filter(socket -> !socket.isClosed()).count();
    }
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new PromptServerSocket();
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, 0, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port, backlog, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address)
      throws IOException {
    ServerSocket socket = createServerSocket();
    socket.bind(new InetSocketAddress(address, port), backlog);
    return socket;
  }

  private final class PromptServerSocket extends ServerSocket {

    PromptServerSocket() throws IOException {}

    /** Always, so that a server can come back at its port while old connections fade away. */
    @Override
    public void setReuseAddress(boolean reuse) throws SocketException {
      super.setReuseAddress(true);
    }

    @Override
    public Socket accept() throws IOException {
      Socket socket = super.accept();
      socket.setTcpNoDelay(true);
      synchronized (accepted) {
        accepted.add(socket);
      }
      return socket;
    }
  }
}

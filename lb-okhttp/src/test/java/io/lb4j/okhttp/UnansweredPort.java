package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A port whose queue is full: the kernel drops further connection requests, as a dead host does.
 */
final class UnansweredPort implements AutoCloseable {

  private static final int PROBE_MILLIS = 100;

  private final ServerSocket server;
  private final List<Socket> waiting = new ArrayList<>();

  private UnansweredPort(ServerSocket server) {
    this.server = server;
  }

  static UnansweredPort open() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    UnansweredPort port = new UnansweredPort(new ServerSocket(0, 1, loopback));
    port.fill();
    return port;
  }

  private void fill() throws IOException {
    while (true) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), PROBE_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  Endpoint<URI> endpoint(String id) {
    return Endpoint.of(id, URI.create("http://127.0.0.1:" + server.getLocalPort()));
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : waiting) {
      socket.close();
    }
    server.close();
  }
}

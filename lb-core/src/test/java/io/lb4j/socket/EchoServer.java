package io.lb4j.socket;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with what it reads, on the loopback interface. */
final class EchoServer implements AutoCloseable {

  private final ServerSocket listener;
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();

  private EchoServer(ServerSocket listener) {
    this.listener = listener;
  }

  static EchoServer start() throws IOException {
    return startAt(0);
  }

  static EchoServer startAt(int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    EchoServer server = new EchoServer(listener);
    daemon(server::accept);
    return server;
  }

  static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  int port() {
    return listener.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  Endpoint<InetSocketAddress> endpoint(String id) {
    return Endpoint.of(id, local(port()));
  }

  /** Breaks all connections: their other ends see a reset. */
  void reset() throws IOException {
    for (Socket client; (client = clients.poll()) != null; ) {
      try {
        client.setSoLinger(true, 0);
      } catch (SocketException e) {
        // Its client has closed it.
      }
      client.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        clients.add(client);
        accepted.incrementAndGet();
        daemon(() -> echo(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // Gone.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

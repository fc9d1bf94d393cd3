package io.lb4j.examples.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP server that answers with what it reads, until it dies. */
final class EchoServer implements AutoCloseable {

  private static final int BACKLOG = 128;

  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  EchoServer() throws IOException {
    listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        daemon(() -> echo(connection));
      }
    } catch (IOException e) {
      // Killed.
    }
  }

  private void echo(Socket connection) {
    try (connection) {
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException e) {
      // The client is gone, or this server was killed.
    } finally {
      connections.remove(connection);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  /** Dies like a process: clients get resets, and new ones a refusal. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      try {
        connection.setSoLinger(true, 0);
      } catch (IOException e) {
        // Its client was faster.
      }
      connection.close();
    }
  }
}

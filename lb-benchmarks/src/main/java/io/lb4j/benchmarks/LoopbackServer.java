package io.lb4j.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The fastest HTTP server for the purpose: it answers every GET with the same bytes, keeps
 * connections alive, and gives each a thread. A real one would hide what the client adds.
 */
final class LoopbackServer implements AutoCloseable {

  private static final byte[] RESPONSE =
      """
      HTTP/1.1 200 OK\r
      Content-Type: text/plain\r
      Content-Length: 14\r
      \r
      Hello, world!
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;

  LoopbackServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  URI uri() {
    return URI.create(
        "http://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        daemon(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The benchmark is over.
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (skipHead(in)) {
        out.write(RESPONSE);
      }
    } catch (IOException closed) {
      // The client has gone.
    }
  }

  /**
   * Reads up to the empty line that ends a request without body; false if there is none to come.
   */
  private static boolean skipHead(InputStream in) throws IOException {
    int lineBreaks = 0;
    while (lineBreaks < 2) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      if (next == '\n') {
        lineBreaks++;
      } else if (next != '\r') {
        lineBreaks = 0;
      }
    }
    return true;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "loopback-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

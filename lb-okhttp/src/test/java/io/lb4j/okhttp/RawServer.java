package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A socket that answers every connection with the same bytes and closes it. */
final class RawServer implements AutoCloseable {

  private final ServerSocket server;
  private final byte[] answer;
  private final boolean reset;
  private final boolean once;

  private RawServer(ServerSocket server, byte[] answer, boolean reset, boolean once) {
    this.server = server;
    this.answer = answer;
    this.reset = reset;
    this.once = once;
  }

  static RawServer answering(String bytes) {
    return start(bytes, false, false);
  }

  /** Listens no more once it has got a request. */
  static RawServer answeringOnce(String bytes) {
    return start(bytes, false, true);
  }

  /** Ends each connection by RST instead of an answer. */
  static RawServer resetting() {
    return start("", true, false);
  }

  private static RawServer start(String bytes, boolean reset, boolean once) {
    RawServer raw;
    try {
      raw =
          new RawServer(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
              bytes.getBytes(StandardCharsets.ISO_8859_1),
              reset,
              once);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(raw::serve, "raw-server");
    thread.setDaemon(true);
    thread.start();
    return raw;
  }

  private void serve() {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          answer(socket);
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void answer(Socket socket) throws IOException {
    if (reset) {
      socket.setSoLinger(true, 0);
      return;
    }
    // To the empty line, so that closing does not reset what was sent.
    int newlines = 0;
    for (int read = socket.getInputStream().read(); read >= 0 && newlines < 2; ) {
      newlines = read == '\n' ? newlines + 1 : read == '\r' ? newlines : 0;
      if (newlines < 2) {
        read = socket.getInputStream().read();
      }
    }
    if (once) {
      server.close();
    }
    socket.getOutputStream().write(answer);
  }

  Endpoint<URI> endpoint() {
    return Endpoint.of("raw", URI.create("http://127.0.0.1:" + server.getLocalPort()));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

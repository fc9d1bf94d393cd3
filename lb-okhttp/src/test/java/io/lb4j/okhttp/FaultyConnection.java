package io.lb4j.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One connection through a {@link FaultProxy}, in which responses meet the fault of the moment. */
final class FaultyConnection {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Socket client;
  private final Socket server = new Socket();
  private final Supplier<Fault> fault;
  private final CountDownLatch closed = new CountDownLatch(1);

  // Touched by the thread that passes responses only.
  private long answeredBytes;

  FaultyConnection(Socket client, Supplier<Fault> fault) {
    this.client = client;
    this.fault = fault;
  }

  /** Takes a thread for each direction until either side closes. */
  void open(SocketAddress target, Executor threads) throws IOException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    server.connect(target);
    threads.execute(() -> pump(this::passRequests));
    threads.execute(() -> pump(this::passResponses));
  }

  void answer(byte[] bytes, int length) throws IOException {
    client.getOutputStream().write(bytes, 0, length);
    answeredBytes += length;
  }

  long answeredBytes() {
    return answeredBytes;
  }

  boolean staysOpenFor(Duration time) {
    try {
      return !closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Closes the client's side by RST instead of FIN. */
  void reset() throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  void close() {
    closed.countDown();
    try (client;
        server) {
      // Closes both, whatever closing the one throws.
    } catch (IOException e) {
      // It is closed as well as it can be.
    }
  }

  private interface Pump {
    void run() throws IOException;
  }

  private void pump(Pump pump) {
    try {
      pump.run();
    } catch (IOException e) {
      // The other direction has closed the connection, or a peer has broken it.
    } finally {
      close();
    }
  }

  private void passRequests() throws IOException {
    client.getInputStream().transferTo(server.getOutputStream());
  }

  private void passResponses() throws IOException {
    InputStream responses = server.getInputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = responses.read(buffer); read > 0; read = responses.read(buffer)) {
      if (!fault.get().handle(Arrays.copyOf(buffer, read), this)) {
        return;
      }
    }
  }
}

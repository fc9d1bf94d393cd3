package io.lb4j.examples.tcp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Answers each datagram with itself. */
final class DatagramServer implements AutoCloseable {

  private static final int MAX_BYTES = 512;

  private final DatagramSocket socket;
  private final AtomicLong received = new AtomicLong();

  DatagramServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::answer, "datagrams");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  long received() {
    return received.get();
  }

  private void answer() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
    try {
      while (true) {
        packet.setLength(MAX_BYTES);
        socket.receive(packet);
        received.incrementAndGet();
        socket.send(packet);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}

package io.lb4j.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.xbill.DNS.Message;

/** A name server on real sockets, UDP and TCP on one port, that may answer any bytes. */
final class NameServer implements AutoCloseable {

  final AtomicInteger overUdp = new AtomicInteger();
  final AtomicInteger overTcp = new AtomicInteger();
  private final Function<Message, byte[]> udpAnswer;
  private final Function<Message, byte[]> tcpAnswer;
  private final DatagramSocket udp;
  private final ServerSocket tcp;

  /**
   * @param udpAnswer null for no answer
   */
  NameServer(Function<Message, byte[]> udpAnswer, Function<Message, byte[]> tcpAnswer)
      throws IOException {
    this.udpAnswer = udpAnswer;
    this.tcpAnswer = tcpAnswer;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.tcp = new ServerSocket(0, 10, loopback);
    this.udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    start(this::serveUdp);
    start(this::serveTcp);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serveUdp() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        udp.receive(packet);
        overUdp.incrementAndGet();
        byte[] answer =
            udpAnswer.apply(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
        if (answer != null) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        try (Socket socket = tcp.accept()) {
          DataInputStream in = new DataInputStream(socket.getInputStream());
          byte[] query = new byte[in.readUnsignedShort()];
          in.readFully(query);
          overTcp.incrementAndGet();
          byte[] answer = tcpAnswer.apply(new Message(query));
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(answer.length);
          out.write(answer);
          out.flush();
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Override
  public void close() {
    try {
      udp.close();
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

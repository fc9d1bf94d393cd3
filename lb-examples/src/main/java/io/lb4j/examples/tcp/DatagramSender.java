package io.lb4j.examples.tcp;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.socket.FlowHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Forwards the datagrams of many clients, as a proxy for DNS or syslog would: those of one flow to
 * one endpoint, without remembering any flow.
 */
final class DatagramSender {

  private static final int FLOWS = 300;
  private static final int PACKETS_EACH = 4;
  private static final int ANSWER_MILLIS = 2000;

  /** Returns whether each flow stayed with one endpoint. */
  boolean run(PrintWriter out) throws IOException {
    try (DatagramServer first = new DatagramServer();
        DatagramServer second = new DatagramServer();
        DatagramServer third = new DatagramServer();
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Balancer<InetSocketAddress> servers =
            Balancer.<InetSocketAddress>builder("datagrams")
                .endpoints(
                    Endpoint.of("udp-1", first.address()),
                    Endpoint.of("udp-2", second.address()),
                    Endpoint.of("udp-3", third.address()))
                .policy(SelectionPolicies.maglev())
                .build()) {
      socket.setSoTimeout(ANSWER_MILLIS);
      int together = 0;
      for (int flow = 0; flow < FLOWS; flow++) {
        SelectionContext context = SelectionContext.forHash(hashOf(flow));
        Set<String> endpoints = new HashSet<>();
        for (int packet = 0; packet < PACKETS_EACH; packet++) {
          endpoints.add(send(socket, servers, context));
        }
        together += endpoints.size() == 1 ? 1 : 0;
      }
      out.printf(
          "UDP: %d of %d flows stayed with one endpoint; packets per endpoint: %d, %d, %d%n",
          together, FLOWS, first.received(), second.received(), third.received());
      return together == FLOWS;
    }
  }

  /** The flow of a client that exists only here, from a port of its own to a name server. */
  private static long hashOf(int flow) throws IOException {
    InetAddress client = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) flow});
    InetAddress service = InetAddress.getByAddress(new byte[] {(byte) 198, 51, 100, 1});
    return FlowHash.of(
        new InetSocketAddress(client, 40_000 + flow),
        new InetSocketAddress(service, 53),
        FlowHash.UDP);
  }

  private static String send(
      DatagramSocket socket, Balancer<InetSocketAddress> servers, SelectionContext context)
      throws IOException {
    Lease<InetSocketAddress> lease = servers.select(context);
    try (lease) {
      socket.send(new DatagramPacket(new byte[] {42}, 1, lease.target()));
      socket.receive(new DatagramPacket(new byte[1], 1));
      lease.report(Outcome.success());
      return lease.endpoint().id();
    } catch (IOException e) {
      lease.report(Outcome.ofException(e));
      throw e;
    }
  }
}

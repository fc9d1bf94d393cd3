package io.lb4j.socket;

import io.lb4j.hash.KeyHash;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Hashes of flows, so that with a hashing policy the packets or connections of a flow stay with one
 * endpoint: {@code SelectionContext.forHash(FlowHash.of(client, service, FlowHash.UDP))}.
 *
 * <p>XXH64 with seed 0 over addresses of 16 bytes each, an IPv4 address as its IPv4-mapped IPv6
 * address, so that it does not matter which form a socket shows; then both ports, two bytes each,
 * most significant first, and the protocol, one byte. All instances of all services agree on it.
 * The two directions of a flow differ: always name the client as the source.
 *
 * <p>Thread-safe; allocates the bytes that it hashes. Not a keyed hash: who can choose source ports
 * can choose endpoints. IPv6 clients change their address at will; what must stay with one endpoint
 * for longer than a connection needs a better key.
 */
public final class FlowHash {

  /** The protocol number of TCP. */
  public static final int TCP = 6;

  /** The protocol number of UDP. */
  public static final int UDP = 17;

  private static final int ADDRESS_BYTES = 16;
  private static final int IPV4_MAPPED = 0xffff;

  private FlowHash() {}

  /**
   * Hashes a flow's five-tuple.
   *
   * @param source the client, resolved
   * @param destination the service, resolved: what the client sees, not the endpoint
   * @param protocol an IP protocol number, 0 to 255
   * @return 64 well-mixed bits
   * @throws IllegalArgumentException if an address is unresolved or there is no such protocol
   */
  public static long of(InetSocketAddress source, InetSocketAddress destination, int protocol) {
    if (protocol < 0 || protocol > 255) {
      throw new IllegalArgumentException("protocol is " + protocol + "; it must be 0 to 255");
    }
    ByteBuffer tuple = ByteBuffer.allocate(2 * ADDRESS_BYTES + 2 * Short.BYTES + 1);
    put(tuple, resolved("source", source));
    put(tuple, resolved("destination", destination));
    tuple.putShort((short) source.getPort()).putShort((short) destination.getPort());
    return KeyHash.xxh64(tuple.put((byte) protocol).array());
  }

  /**
   * Hashes the source address alone: all flows of a client go to one endpoint. Clients behind one
   * gateway are one client.
   *
   * @param source the client's address
   * @return 64 well-mixed bits
   */
  public static long ofSource(InetAddress source) {
    ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES);
    put(address, source);
    return KeyHash.xxh64(address.array());
  }

  private static InetAddress resolved(String what, InetSocketAddress address) {
    InetAddress resolved = address.getAddress();
    if (resolved == null) {
      throw new IllegalArgumentException(
          what + " " + address + " is unresolved; a flow has IP addresses");
    }
    return resolved;
  }

  private static void put(ByteBuffer bytes, InetAddress address) {
    if (address instanceof Inet4Address) {
      bytes.putLong(0).putInt(IPV4_MAPPED);
    }
    bytes.put(address.getAddress());
  }
}

package io.lb4j.hash;

/**
 * The placement of nginx's {@code ip_hash}: clients of one /24 network, or of one IPv6 address,
 * stay together.
 *
 * <p>Only for fleets that share clients with nginx: the hash has 6 271 values, so more members than
 * that, or weights that add up to more, leave some without clients; and like all remainders it
 * moves nearly every client when a member goes.
 *
 * <p>Immutable and thread-safe. O(1) with equal weights, else O(log n); allocates nothing. Memory
 * is 8 bytes per member, none with equal weights. Building is O(n).
 *
 * <p>Source: nginx's {@code ngx_http_upstream_ip_hash_module.c}.
 */
public final class NginxIpHash {

  private static final int SEED = 89;
  private static final int MAX_TRIES = 20;

  private final ModuloPlacement placement;

  private NginxIpHash(ModuloPlacement placement) {
    this.placement = placement;
  }

  /**
   * Prepares a placement.
   *
   * @param weights the members' weights in the order of nginx's configuration: whole numbers from 1
   * @return the placement
   * @throws IllegalArgumentException if there are no weights or one is not whole
   */
  public static NginxIpHash of(double[] weights) {
    return new NginxIpHash(ModuloPlacement.of(weights));
  }

  /**
   * Finds the member for a client.
   *
   * @param address an IPv4 or IPv6 address in its usual text form, without brackets; a zone after a
   *     percent sign does not count. Never resolved
   * @param attempt 0 for the client's member, 1 for the next one that hashing on leads to, and so
   *     on
   * @return the member's index, different for each attempt, or −1 after 20 fruitless rounds
   * @throws IllegalArgumentException if this is no such address
   */
  public int index(CharSequence address, int attempt) {
    long ipv4 = IpLiteral.ipv4(address);
    return ipv4 >= 0
        ? index(3, ipv4 << 32, 0, attempt)
        : index(16, IpLiteral.ipv6High(address), IpLiteral.ipv6Low(address), attempt);
  }

  private int index(int octets, long high, long low, int attempt) {
    int hash = SEED;
    int found = -1;
    for (int round = 0; round <= MAX_TRIES; round++) {
      hash = next(hash, octets, high, low);
      int index = placement.index(hash, 0);
      if (!cameBefore(index, round, octets, high, low) && ++found == attempt) {
        return index;
      }
    }
    return -1;
  }

  /**
   * Goes through the earlier rounds once more: retries are rare, and there is nowhere to note them.
   */
  private boolean cameBefore(int index, int rounds, int octets, long high, long low) {
    int hash = SEED;
    for (int round = 0; round < rounds; round++) {
      hash = next(hash, octets, high, low);
      if (placement.index(hash, 0) == index) {
        return true;
      }
    }
    return false;
  }

  private static int next(int hash, int octets, long high, long low) {
    int next = hash;
    for (int i = 0; i < octets; i++) {
      long half = i < 8 ? high : low;
      int octet = (int) (half >>> (56 - 8 * (i & 7))) & 0xff;
      next = (next * 113 + octet) % 6271;
    }
    return next;
  }
}

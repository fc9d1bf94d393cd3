package io.lb4j.benchmarks.floor;

/** nginx's hash of a client's IPv4 address, by its first three octets. */
final class ClientAddress implements Chooser {

  private static final int SEED = 89;

  private final Modulo hosts;

  ClientAddress(double[] weights) {
    this.hosts = new Modulo(weights);
  }

  @Override
  public int pick(FloorKey key) {
    int address = parse(key.text());
    int hash = SEED;
    for (int shift = 24; shift > 0; shift -= 8) {
      hash = (hash * 113 + (address >>> shift & 0xff)) % 6271;
    }
    return hosts.owner(hash);
  }

  private static int parse(String text) {
    int address = 0;
    int octet = 0;
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && digits > 0) {
        address = address << 8 | octet;
        octet = 0;
        digits = 0;
        dots++;
      } else if (c >= '0' && c <= '9' && (octet > 0 || digits == 0)) {
        octet = octet * 10 + c - '0';
        digits++;
      } else {
        throw new IllegalArgumentException("not an IPv4 address: " + text);
      }
      if (octet > 255) {
        throw new IllegalArgumentException("an octet of an IPv4 address is too large: " + text);
      }
    }
    if (dots != 3 || digits == 0) {
      throw new IllegalArgumentException("an IPv4 address has four octets: " + text);
    }
    return address << 8 | octet;
  }
}

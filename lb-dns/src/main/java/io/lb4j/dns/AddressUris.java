package io.lb4j.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;

/** From an address to the URI that a client connects to. */
final class AddressUris {

  private AddressUris() {}

  static URI of(String scheme, InetAddress address, int port) {
    String text = address.getHostAddress();
    String host = address instanceof Inet6Address ? "[" + text + "]" : text;
    return URI.create(scheme + "://" + host + ":" + port);
  }
}

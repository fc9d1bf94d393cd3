package io.lb4j.dns;

/** Which addresses of a name become endpoints. */
public enum AddressFamily {
  /** A records only. */
  IPV4,
  /** AAAA records only. */
  IPV6,
  /**
   * A records, and where there are none AAAA records: an instance that has both is one endpoint.
   */
  IPV4_OR_IPV6,
  /** Both; an instance that has both is two endpoints. */
  IPV4_AND_IPV6
}

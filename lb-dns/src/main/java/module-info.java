/** Endpoints from DNS. */
module io.lb4j.dns {
  requires static transitive org.jspecify;
  requires transitive io.lb4j.core;
  requires org.dnsjava;

  exports io.lb4j.dns;

  provides io.lb4j.config.SourceProvider with
      io.lb4j.dns.AddressesProvider,
      io.lb4j.dns.ServicesProvider;
}

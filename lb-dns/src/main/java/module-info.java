/** Endpoints from DNS. */
module io.lb4j.dns {
  requires static transitive org.jspecify;
  requires transitive io.lb4j.core;
  requires org.dnsjava;

  exports io.lb4j.dns;
}

/** What a balancer does, as Micrometer meters. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.lb4j.micrometer {
  requires static transitive org.jspecify;
  requires transitive io.lb4j.core;
  requires transitive micrometer.core;

  exports io.lb4j.micrometer;
}

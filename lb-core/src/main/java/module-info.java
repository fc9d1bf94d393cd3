/** Client-side load balancing: which endpoint takes the next call, for any client. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.lb4j.core {
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires com.dynatrace.hash4j;
  requires com.github.benmanes.caffeine;
  requires static io.github.resilience4j.circuitbreaker;
  requires static io.github.resilience4j.core;
  requires static io.github.resilience4j.retry;
  requires static jdk.jfr;

  uses io.lb4j.config.SourceProvider;
  uses io.lb4j.endpoint.FileFormat;

  exports io.lb4j;
  exports io.lb4j.resilience;
  exports io.lb4j.affinity;
  exports io.lb4j.config;
  exports io.lb4j.endpoint;
  exports io.lb4j.hash;
  exports io.lb4j.health;
  exports io.lb4j.invoke;
  exports io.lb4j.jfr;
  exports io.lb4j.limit;
  exports io.lb4j.request;
  exports io.lb4j.retry;
  exports io.lb4j.route;
  exports io.lb4j.select;
  exports io.lb4j.snapshot;
  exports io.lb4j.socket;
  exports io.lb4j.stats;
  exports io.lb4j.testkit;
  exports io.lb4j.time;
  exports io.lb4j.zone;
}

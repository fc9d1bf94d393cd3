/** Client-side load balancing for OkHttp: a wrapped client picks an endpoint for every call. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.lb4j.okhttp {
  requires transitive io.lb4j.core;
  requires transitive okhttp3;
  requires org.slf4j;
  requires static io.opentelemetry.api;
  requires static io.opentelemetry.context;
  requires static io.opentelemetry.common;
  requires static transitive org.jspecify;

  exports io.lb4j.okhttp;
}

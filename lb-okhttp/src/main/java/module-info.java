/** Wires a balancer into an OkHttp client. */
@SuppressWarnings("requires-automatic")
module io.lb4j.okhttp {
  requires static transitive org.jspecify;
  requires transitive io.lb4j.core;
  requires transitive okhttp3;
  requires io.github.resilience4j.circuitbreaker;
  requires io.github.resilience4j.retry;
}

/** Sessions that all instances of a service share, kept in Redis. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.lb4j.redis {
  requires transitive io.lb4j.core;
  requires transitive lettuce.core;
  requires com.github.benmanes.caffeine;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.lb4j.redis;
}

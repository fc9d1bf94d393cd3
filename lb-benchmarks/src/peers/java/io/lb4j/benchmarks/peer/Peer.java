package io.lb4j.benchmarks.peer;

/** A load balancer that is measured: what it does for one request. Safe for concurrent use. */
public interface Peer extends AutoCloseable {

  /**
   * Chooses an endpoint and, if this library counts requests in flight, counts this one.
   *
   * @param request which of the prepared requests it is; any number, for those that go by a key
   * @return what {@link #done} wants to have back, never null
   */
  Object pick(int request);

  /**
   * Ends the request with a success, if this library wants to know.
   *
   * @param picked what {@link #pick} returned
   */
  default void done(Object picked) {}

  @Override
  default void close() {}
}

package io.lb4j.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** What is being connected: a socket, a channel. */
interface Line {

  /**
   * Makes one attempt, on something that has not been connected before.
   *
   * @param address resolved
   * @param limitMillis 0 for none
   */
  void connect(InetSocketAddress address, int limitMillis) throws IOException;

  /** Completes when nobody wants the connection any more. */
  CompletableFuture<Void> hungUp();
}

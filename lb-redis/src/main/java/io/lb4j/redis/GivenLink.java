package io.lb4j.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletableFuture;

/** A connection of the user's, who opens, reconnects and closes it. */
final class GivenLink implements RedisLink {

  private final StatefulRedisConnection<String, String> connection;

  GivenLink(StatefulRedisConnection<String, String> connection) {
    this.connection = connection;
  }

  /** Lettuce would queue commands while it reconnects; ours are worthless by then. */
  @Override
  public CompletableFuture<RedisAsyncCommands<String, String>> commands() {
    return connection.isOpen()
        ? CompletableFuture.completedFuture(connection.async())
        : CompletableFuture.failedFuture(new RedisException("the connection is not open"));
  }

  @Override
  public void answered() {}

  @Override
  public void timedOut() {}

  @Override
  public void close() {}
}

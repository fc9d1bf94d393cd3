package io.lb4j.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection of our own, opened at once and replaced when it is found broken, or when nothing has
 * come over it for several time-outs: a host that vanished says no goodbye.
 */
final class OwnLink implements RedisLink {

  private static final int MAX_TIMEOUTS = 3;

  private final RedisClient client;
  private final RedisURI uri;
  private final boolean ownsClient;
  private final AtomicInteger timeouts = new AtomicInteger();
  // Replaced under the lock of this object; nothing waits inside.
  private volatile CompletableFuture<StatefulRedisConnection<String, String>> connection;
  private volatile boolean closed;

  OwnLink(RedisClient client, RedisURI uri, boolean ownsClient) {
    this.client = client;
    this.uri = uri;
    this.ownsClient = ownsClient;
    this.connection = connect(client, uri);
  }

  @Override
  public CompletableFuture<RedisAsyncCommands<String, String>> commands() {
    CompletableFuture<StatefulRedisConnection<String, String>> current = connection;
    if (isBroken(current)) {
      replace(current);
    }
    return connection.thenApply(StatefulRedisConnection::async);
  }

  @Override
  public void answered() {
    timeouts.set(0);
  }

  @Override
  public void timedOut() {
    CompletableFuture<StatefulRedisConnection<String, String>> current = connection;
    if (timeouts.incrementAndGet() >= MAX_TIMEOUTS) {
      timeouts.set(0);
      replace(current);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left who could wait for it.
  public synchronized void close() {
    closed = true;
    if (ownsClient) {
      client.shutdownAsync();
    } else {
      discard(connection);
    }
  }

  private synchronized void replace(
      CompletableFuture<StatefulRedisConnection<String, String>> broken) {
    if (connection == broken && !closed) {
      discard(broken);
      connection = connect(client, uri);
    }
  }

  private static boolean isBroken(
      CompletableFuture<StatefulRedisConnection<String, String>> connection) {
    return connection.isCompletedExceptionally()
        || (connection.isDone() && !connection.join().isOpen());
  }

  private static CompletableFuture<StatefulRedisConnection<String, String>> connect(
      RedisClient client, RedisURI uri) {
    try {
      return client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
    } catch (RuntimeException e) {
      // The client may be the user's, and shut down.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Also ends Lettuce's own attempts to open it again. */
  @SuppressWarnings("FutureReturnValueIgnored") // Whether a broken connection closes well is moot.
  private static void discard(
      CompletableFuture<StatefulRedisConnection<String, String>> connection) {
    connection.thenAccept(StatefulRedisConnection::closeAsync);
  }
}

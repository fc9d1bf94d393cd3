package io.lb4j.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection of our own, opened at once and replaced when it is found broken, or when nothing has
 * come over it for several time-outs: a host that vanished says no goodbye.
 */
final class OwnLink implements RedisLink {

  private static final int MAX_TIMEOUTS = 3;

  private final RedisClient client;
  private final RedisURI uri;
  private final boolean ownsClient;
  private final AtomicReference<CompletableFuture<StatefulRedisConnection<String, String>>>
      connection = new AtomicReference<>();
  private final AtomicInteger timeouts = new AtomicInteger();
  private volatile boolean closed;

  OwnLink(RedisClient client, RedisURI uri, boolean ownsClient) {
    this.client = client;
    this.uri = uri;
    this.ownsClient = ownsClient;
    this.connection.set(connect());
  }

  @Override
  public CompletableFuture<RedisAsyncCommands<String, String>> commands() {
    CompletableFuture<StatefulRedisConnection<String, String>> current = connection.get();
    if (!closed && isBroken(current)) {
      current = replace(current);
    }
    return current.thenApply(StatefulRedisConnection::async);
  }

  @Override
  public void answered() {
    timeouts.set(0);
  }

  @Override
  public void timedOut() {
    CompletableFuture<StatefulRedisConnection<String, String>> current = connection.get();
    if (timeouts.incrementAndGet() >= MAX_TIMEOUTS && !closed) {
      timeouts.set(0);
      replace(current);
    }
  }

  @Override
  public void close() {
    closed = true;
    if (ownsClient) {
      client.shutdownAsync();
    } else {
      discard(connection.get());
    }
  }

  private static boolean isBroken(
      CompletableFuture<StatefulRedisConnection<String, String>> connection) {
    return connection.isCompletedExceptionally()
        || (connection.isDone() && !connection.join().isOpen());
  }

  private CompletableFuture<StatefulRedisConnection<String, String>> replace(
      CompletableFuture<StatefulRedisConnection<String, String>> broken) {
    CompletableFuture<StatefulRedisConnection<String, String>> next = new CompletableFuture<>();
    if (!connection.compareAndSet(broken, next)) {
      return connection.get();
    }
    discard(broken);
    if (closed) {
      discard(next);
    }
    connect()
        .whenComplete(
            (opened, thrown) -> {
              if (thrown != null) {
                next.completeExceptionally(thrown);
              } else {
                next.complete(opened);
              }
            });
    return next;
  }

  private CompletableFuture<StatefulRedisConnection<String, String>> connect() {
    try {
      return client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
    } catch (RuntimeException e) {
      // The client may be the user's, and shut down.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Also ends Lettuce's own attempts to open it again. */
  private static void discard(
      CompletableFuture<StatefulRedisConnection<String, String>> connection) {
    connection.whenComplete(
        (opened, thrown) -> {
          if (opened != null) {
            opened.closeAsync();
          }
        });
  }
}

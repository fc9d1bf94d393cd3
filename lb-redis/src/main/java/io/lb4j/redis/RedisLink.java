package io.lb4j.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletableFuture;

/** The way to Redis, which may be broken. */
interface RedisLink extends AutoCloseable {

  /**
   * Returns the commands as soon as there is a connection; fails if there is none to be had.
   * Whoever asks starts the connecting, so those who must not try too often must not ask.
   */
  CompletableFuture<RedisAsyncCommands<String, String>> commands();

  /** Hears that a command was answered. */
  void answered();

  /** Hears that a command was not answered in time. */
  void timedOut();

  /** Gives up what it has opened itself; does not wait for that. */
  @Override
  void close();
}

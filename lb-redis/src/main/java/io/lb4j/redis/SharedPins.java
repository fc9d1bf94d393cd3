package io.lb4j.redis;

import io.lb4j.time.Ticker;
import io.lettuce.core.GetExArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pins as Redis holds them: one string per session, which ends when nobody renews it. Each
 * change is one script, so that what it compares and what it sets are one step.
 */
final class SharedPins {

  private static final long COMMAND_LIMIT_MILLIS = 500;

  /** Answers where the session is afterwards. The empty string stands for no endpoint. */
  private static final String CHANGE =
      """
      local held = redis.call('GET', KEYS[1])
      if held and held ~= ARGV[1] then
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return held
      end
      if ARGV[2] == '' then
        redis.call('DEL', KEYS[1])
        return false
      end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return ARGV[2]
      """;

  private final String prefix;
  private final Duration expiry;
  private final RedisLink link;
  private final Outage outage;
  private final Ticker ticker;
  private final ForeignKeys foreignKeys;
  private volatile boolean closed;

  /**
   * @param ticker of real time, in which Redis and the network live
   */
  SharedPins(String balancer, Duration expiry, RedisLink link, Ticker ticker) {
    // With a bare colon in it, balancer a:b and session c would be balancer a and session b:c.
    this.prefix = "lb4j:" + balancer.replace("%", "%25").replace(":", "%3A") + ":";
    this.expiry = expiry;
    this.link = link;
    this.outage = new Outage(balancer, ticker);
    this.ticker = ticker;
    this.foreignKeys = new ForeignKeys(balancer, prefix);
  }

  /** Whether {@link #find} or {@link #change} may be called now. A yes is good for one call. */
  boolean admit() {
    return outage.admits();
  }

  /** Completes with the endpoint of a session, or null, and renews it. */
  CompletableFuture<@Nullable String> find(String key) {
    return send(redis -> redis.getex(prefix + key, GetExArgs.Builder.px(expiry)));
  }

  /** Completes with the endpoint that has the session after the change, or null if none has. */
  CompletableFuture<@Nullable String> change(String key, Change change) {
    String[] keys = {prefix + key};
    return send(
        redis ->
            redis.eval(
                CHANGE,
                ScriptOutputType.VALUE,
                keys,
                orEmpty(change.fromId()),
                orEmpty(change.toId()),
                Long.toString(expiry.toMillis())));
  }

  void close() {
    closed = true;
    link.close();
  }

  private CompletableFuture<@Nullable String> send(
      Function<RedisAsyncCommands<String, String>, CompletionStage<@Nullable String>> command) {
    long sentNanos = ticker.nanoTime();
    return link.commands()
        .thenCompose(
            redis ->
                command
                    .apply(redis)
                    .toCompletableFuture()
                    .orTimeout(COMMAND_LIMIT_MILLIS, TimeUnit.MILLISECONDS))
        .whenComplete(
            (held, thrown) -> {
              if (thrown == null || foreignKeys.explain(thrown)) {
                link.answered();
                outage.answered(sentNanos);
                return;
              }
              if (closed) {
                // That is why it failed, and nobody's business.
                return;
              }
              if (thrown.getCause() instanceof TimeoutException) {
                link.timedOut();
              }
              outage.failed(thrown);
            });
  }

  private static String orEmpty(@Nullable String id) {
    return id == null ? "" : id;
  }
}

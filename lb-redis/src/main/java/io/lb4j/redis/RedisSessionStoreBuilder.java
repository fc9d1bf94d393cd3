package io.lb4j.redis;

import io.lb4j.endpoint.Names;
import io.lb4j.time.Durations;
import io.lb4j.time.Ticker;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Configures a {@link RedisSessionStore}. Not thread-safe. */
public final class RedisSessionStoreBuilder {

  private static final long MAX_SESSIONS = 100_000_000;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

  private final String balancer;
  private final @Nullable RedisURI uri;
  private final @Nullable StatefulRedisConnection<String, String> connection;
  private @Nullable RedisClient client;
  private long maxSessions = 100_000;
  private Duration idleLimit = Duration.ofMinutes(30);
  private Duration localLimit = Duration.ofSeconds(10);
  private Ticker ticker = Ticker.system();

  RedisSessionStoreBuilder(String balancer, RedisURI uri) {
    this.balancer = Names.require("balancer name", balancer);
    this.uri = Objects.requireNonNull(uri, "uri");
    this.connection = null;
  }

  RedisSessionStoreBuilder(String balancer, StatefulRedisConnection<String, String> connection) {
    this.balancer = Names.require("balancer name", balancer);
    this.uri = null;
    this.connection = Objects.requireNonNull(connection, "connection");
  }

  /**
   * Connects through a client that the service has already, with its threads and options. It stays
   * the caller's.
   *
   * @param client outlives the store
   * @return this
   * @throws IllegalStateException if a connection was given
   */
  public RedisSessionStoreBuilder client(RedisClient client) {
    if (connection != null) {
      throw new IllegalStateException("a connection was given; it needs no client");
    }
    this.client = Objects.requireNonNull(client, "client");
    return this;
  }

  /**
   * Bounds how many sessions this instance knows; Redis may hold more. Default: 100 000.
   *
   * @param maxSessions 1 to 100 000 000; those used least are forgotten first
   * @return this
   * @throws IllegalArgumentException if it is out of its range
   */
  public RedisSessionStoreBuilder maxSessions(long maxSessions) {
    if (maxSessions < 1 || maxSessions > MAX_SESSIONS) {
      throw new IllegalArgumentException(
          "maxSessions is " + maxSessions + "; it must be 1 to " + MAX_SESSIONS);
    }
    this.maxSessions = maxSessions;
    return this;
  }

  /**
   * Sets after how long without use a session ends. Default: 30 minutes. All instances should have
   * the same.
   *
   * @param idleLimit as long as the servers keep their sessions; positive
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisSessionStoreBuilder idleLimit(Duration idleLimit) {
    this.idleLimit = Durations.requirePositive("idleLimit", idleLimit);
    return this;
  }

  /**
   * Sets how long an instance answers from memory before it asks Redis again, and so how late it
   * may notice that another has moved a session. Default: 10 s. A session in use costs a command
   * per half of it.
   *
   * @param localLimit 100 ms at least; at most the idle limit
   * @return this
   * @throws IllegalArgumentException if it is shorter
   */
  public RedisSessionStoreBuilder localLimit(Duration localLimit) {
    Durations.requirePositive("localLimit", localLimit);
    if (localLimit.toMillis() < 100) {
      throw new IllegalArgumentException(
          "localLimit is %s; it must be at least 100ms, or Redis is asked always"
              .formatted(Durations.text(localLimit)));
    }
    this.localLimit = localLimit;
    return this;
  }

  /**
   * Replaces the clock that measures both limits, for tests. Redis has its own.
   *
   * @param ticker measures time
   * @return this
   */
  public RedisSessionStoreBuilder ticker(Ticker ticker) {
    this.ticker = Objects.requireNonNull(ticker, "ticker");
    return this;
  }

  /**
   * Makes the store, which begins to connect. Whether Redis can be reached does not matter.
   *
   * @return a store; to be closed by the caller
   * @throws IllegalArgumentException if the local limit is longer than the idle limit
   */
  public RedisSessionStore build() {
    if (localLimit.compareTo(idleLimit) > 0) {
      throw new IllegalArgumentException(
          "localLimit is "
              + Durations.text(localLimit)
              + ", longer than the idleLimit of "
              + Durations.text(idleLimit)
              + "; sessions would end before they are looked up again");
    }
    // An instance may renew that much later than a session was used.
    Duration expiry = idleLimit.plus(localLimit);
    SharedPins shared = new SharedPins(balancer, expiry, link(), Ticker.system());
    return new RedisSessionStore(shared, maxSessions, idleLimit, localLimit, ticker);
  }

  private RedisLink link() {
    if (connection != null) {
      return new GivenLink(connection);
    }
    RedisURI address =
        RedisURI.builder(Objects.requireNonNull(uri)).withTimeout(CONNECT_LIMIT).build();
    return client != null
        ? new OwnLink(client, address, false)
        : new OwnLink(newClient(address), address, true);
  }

  private static RedisClient newClient(RedisURI address) {
    RedisClient client = RedisClient.create(address);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder().connectTimeout(CONNECT_LIMIT).keepAlive(true).build())
            .build());
    return client;
  }
}

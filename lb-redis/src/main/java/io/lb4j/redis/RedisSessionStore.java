package io.lb4j.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import io.lb4j.affinity.SessionStats;
import io.lb4j.affinity.SessionStore;
import io.lb4j.time.Ticker;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in Redis, so that all instances of a service send a session to the same endpoint. Each
 * instance decides from its own memory, tells Redis afterwards, and follows Redis where the two
 * differ: the first writer wins.
 *
 * <p><b>What is seen when.</b> An instance answers from memory. When a session is used that it has
 * last heard of more than half a <i>local limit</i> ago (10 s unless set), it asks Redis in the
 * background, which also renews the expiry there: a session in use costs one command per 5 s and
 * instance, and none of its requests waits. When it has not been heard of for the whole limit,
 * {@link #resolve} asks first, so that {@code Invoker} and lb-okhttp, which can wait, notice what
 * another instance has moved after the local limit at the latest. {@code select} alone cannot wait,
 * and notices one request later.
 *
 * <p><b>When Redis is out of reach</b>, no call fails, and none waits longer than its deadline for
 * it; after the first time-out, of 500 ms, none waits but the one per second that tries whether
 * Redis is back. Each instance goes on with the sessions it knows and decides alone about new ones.
 * One line says when that began, one when it is over. A Redis that comes back empty is told what
 * the instances know, as they use it; where they have decided differently, the first to tell it
 * wins.
 *
 * <p><b>What is stored.</b> One string per session, {@code lb4j:<balancer>:<key>} with the
 * endpoint's id as its value; a key of more than 64 characters is replaced by its SHA-256. It
 * expires when no instance has used the session for the idle limit. Keys that are secrets should be
 * hashed before they come here.
 *
 * <p>Thread-safe. No call blocks; at most 1000 changes and 1000 look-ups are under way at once, and
 * what comes on top is decided locally. Needs Redis 6.2 or newer, or what speaks its protocol.
 */
public final class RedisSessionStore implements SessionStore {

  private static final int MAX_PLAIN_KEY_LENGTH = 64;

  /** A session ends early by one part of so many, at most. */
  private static final int RECORDS_PER_IDLE_LIMIT = 64;

  private final Cache<String, Pin> pins;
  private final Policy<String, Pin> glance;
  private final Policy.FixedExpiration<String, Pin> idle;
  private final long recordAfterNanos;
  private final long crowdedAt;
  private final SharedPins shared;
  private final PendingChanges changes;
  private final Lookups lookups;
  private final Ticker ticker;
  private final long localLimitNanos;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder moved = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private volatile boolean closed;

  RedisSessionStore(
      SharedPins shared, long maxSessions, Duration idleLimit, Duration localLimit, Ticker ticker) {
    this.shared = shared;
    this.changes = new PendingChanges(shared, this::settled);
    this.lookups = new Lookups(shared);
    this.ticker = ticker;
    this.localLimitNanos = localLimit.toNanos();
    this.pins =
        Caffeine.newBuilder()
            .maximumSize(maxSessions)
            .expireAfterAccess(idleLimit)
            .ticker(ticker::nanoTime)
            .executor(Runnable::run)
            .evictionListener((key, pin, cause) -> evicted.increment())
            .build();
    this.glance = pins.policy();
    this.idle = glance.expireAfterAccess().orElseThrow();
    this.recordAfterNanos = idleLimit.toNanos() / RECORDS_PER_IDLE_LIMIT;
    this.crowdedAt = maxSessions - maxSessions / 8;
  }

  /**
   * Starts with an address. The store opens a client with threads of its own.
   *
   * @param balancer the balancer's name, which keeps its sessions apart from those of others
   * @param uri of one Redis server, such as {@code redis://:password@host:6379/0}
   * @return a builder
   * @throws IllegalArgumentException if the name or the address is not valid
   */
  public static RedisSessionStoreBuilder builder(String balancer, String uri) {
    return new RedisSessionStoreBuilder(balancer, RedisURI.create(uri));
  }

  /**
   * Starts with an address. The store opens a connection, through a client of its own unless {@link
   * RedisSessionStoreBuilder#client} gives it one.
   *
   * @param balancer the balancer's name, which keeps its sessions apart from those of others
   * @param uri of one Redis server
   * @return a builder
   * @throws IllegalArgumentException if the name is not valid
   */
  public static RedisSessionStoreBuilder builder(String balancer, RedisURI uri) {
    return new RedisSessionStoreBuilder(balancer, uri);
  }

  /**
   * Starts with a connection that is open already, and stays the caller's. It should reconnect by
   * itself.
   *
   * @param balancer the balancer's name, which keeps its sessions apart from those of others
   * @param connection may be shared with others; must not be in a transaction or have its flushing
   *     switched off
   * @return a builder
   * @throws IllegalArgumentException if the name is not valid
   */
  public static RedisSessionStoreBuilder builder(
      String balancer, StatefulRedisConnection<String, String> connection) {
    return new RedisSessionStoreBuilder(balancer, connection);
  }

  @Override
  public @Nullable String get(String key) {
    String name = nameOf(key);
    Pin pin = find(name);
    if (pin == null) {
      misses.increment();
      return null;
    }
    hits.increment();
    renewIfDue(name, pin);
    return pin.id();
  }

  @Override
  public String pin(String key, String endpointId) {
    if (closed) {
      return endpointId;
    }
    String name = nameOf(key);
    Pin held = pins.asMap().putIfAbsent(name, new Pin(endpointId, ticker.nanoTime()));
    if (held == null) {
      changes.tell(name, Change.pin(endpointId));
      return endpointId;
    }
    renewIfDue(name, held);
    return held.id();
  }

  @Override
  public boolean move(String key, String fromId, String toId) {
    String name = nameOf(key);
    if (!replace(name, fromId, new Pin(toId, ticker.nanoTime()))) {
      return false;
    }
    if (!fromId.equals(toId)) {
      moved.increment();
      changes.tell(name, new Change(fromId, toId));
    }
    return true;
  }

  @Override
  public void remove(String key, String fromId) {
    String name = nameOf(key);
    if (replace(name, fromId, null)) {
      changes.tell(name, new Change(fromId, null));
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Asks Redis unless it was heard of within the local limit; completes within 500 ms.
   */
  @Override
  public CompletionStage<@Nullable String> resolve(String key) {
    String name = nameOf(key);
    Pin pin = find(name);
    String known = pin == null ? null : pin.id();
    if (closed || (pin != null && pin.ageNanos(ticker.nanoTime()) <= localLimitNanos)) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<@Nullable String> answer = lookups.find(name, known);
    if (answer == null) {
      return CompletableFuture.completedFuture(known);
    }
    return answer.thenApply(id -> found(name, known, id)).minimalCompletionStage();
  }

  @Override
  public SessionStats stats() {
    pins.cleanUp();
    return new SessionStats(
        pins.estimatedSize(), hits.sum(), misses.sum(), moved.sum(), evicted.sum());
  }

  /** Forgets the sessions, which Redis keeps, and closes what the store has opened. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      shared.close();
    }
    pins.invalidateAll();
  }

  @Override
  public String toString() {
    return "RedisSessionStore[" + pins.estimatedSize() + " sessions known here]";
  }

  /**
   * Recording a look-up costs several times the look-up. While there is room, it is recorded only
   * if the last record is old; later it must be known who is used least.
   */
  private @Nullable Pin find(String name) {
    if (pins.estimatedSize() >= crowdedAt) {
      return pins.getIfPresent(name);
    }
    Pin pin = glance.getIfPresentQuietly(name);
    return pin != null && idle.ageOf(name, TimeUnit.NANOSECONDS).orElse(0) > recordAfterNanos
        ? pins.getIfPresent(name)
        : pin;
  }

  private void renewIfDue(String name, Pin pin) {
    if (pin.ageNanos(ticker.nanoTime()) > localLimitNanos / 2) {
      changes.renew(name, pin.id());
    }
  }

  private @Nullable String found(String name, @Nullable String askedWith, @Nullable String id) {
    if (id == null || closed) {
      return id;
    }
    Pin heard = new Pin(id, ticker.nanoTime());
    if (askedWith == null) {
      // Somebody here may have decided meanwhile; Redis has been told and will answer that.
      Pin held = pins.asMap().putIfAbsent(name, heard);
      return held == null ? id : held.id();
    }
    settled(name, askedWith, id);
    return id;
  }

  /** Follows Redis, unless something newer has been decided here; its answer is to come. */
  private void settled(String name, @Nullable String wantedId, @Nullable String heldId) {
    if (wantedId == null || heldId == null || closed) {
      return;
    }
    boolean followed = replace(name, wantedId, new Pin(heldId, ticker.nanoTime()));
    if (followed && !heldId.equals(wantedId)) {
      moved.increment();
    }
  }

  /** Replaces what is known of a session, or forgets it, if it is where the caller thinks. */
  private boolean replace(String name, String fromId, @Nullable Pin next) {
    boolean[] done = new boolean[1];
    pins.asMap()
        .computeIfPresent(
            name,
            (any, held) -> {
              done[0] = held.id().equals(fromId);
              return done[0] ? next : held;
            });
    return done[0];
  }

  /** Long keys are hashed, so that memory is bounded; what is left as it is, is never so long. */
  private static String nameOf(String key) {
    if (key.length() <= MAX_PLAIN_KEY_LENGTH) {
      return key;
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return "sha256:" + HexFormat.of().formatHex(sha256.digest(key.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException("this Java has no SHA-256", everyJavaHasIt);
    }
  }
}

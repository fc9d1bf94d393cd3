package io.lb4j.affinity;

import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which endpoint each session is pinned to. Keys are opaque text; endpoints are known by
 * their ids, and the balancer finds out itself whether one still exists.
 *
 * <p>Implementations are thread-safe. {@link #get}, {@link #pin}, {@link #move} and {@link #remove}
 * are called on the path of a request: they never block, and what they have to tell others they
 * tell later. The size is bounded, and sessions end when nobody uses them. What an implementation
 * throws is logged once and taken for a miss. A store that is shared by processes may be behind:
 * two that pin the same new key at the same time may each serve one request before they agree.
 *
 * <p>{@code SessionStoreContract}, in the tests of lb-core, says the same as code.
 */
public interface SessionStore extends AutoCloseable {

  /**
   * Looks a session up, and counts that as a use of it. Never blocks, never asks others.
   *
   * @param key names the session
   * @return the id of the endpoint that it is pinned to, or null if this process knows none
   */
  @Nullable String get(String key);

  /**
   * Pins a session to an endpoint unless it is pinned already: the first writer wins.
   *
   * @param key names the session
   * @param endpointId where it goes
   * @return the id that holds now, as far as this process knows
   */
  String pin(String key, String endpointId);

  /**
   * Pins a session to another endpoint, if it is still where the caller has seen it.
   *
   * @param key names the session
   * @param fromId the endpoint that it leaves
   * @param toId where it goes
   * @return false if the session is unknown or elsewhere by now, and stays as it is
   */
  boolean move(String key, String fromId, String toId);

  /**
   * Ends a session, if it is still where the caller has seen it.
   *
   * @param key names the session
   * @param fromId the endpoint that it was pinned to
   */
  void remove(String key, String fromId);

  /**
   * Looks a session up where it may take time. For callers that can wait, before they select; what
   * is found, {@link #get} knows from then on. A session that this process knows is answered at
   * once, so callers need not look it up before.
   *
   * @param key names the session
   * @return the id of the endpoint that it is pinned to, or null if there is no such session.
   *     Callers give up on it by themselves; a failure is a miss to them
   */
  default CompletionStage<@Nullable String> resolve(String key) {
    return CompletableFuture.completedFuture(get(key));
  }

  /**
   * Returns what was counted.
   *
   * @return counts of this process
   */
  SessionStats stats();

  /** Ends the store; closing again does nothing. Afterwards it knows nothing and keeps nothing. */
  @Override
  void close();

  /**
   * Makes a store in this process's memory. A lookup takes no lock; a session takes about 90 bytes
   * and its key. There is no thread: callers of {@link #pin} clean up.
   *
   * @param maxSessions how many are kept; where there are more, those used least go first; 1 to 100
   *     000 000
   * @param idleLimit after how long without use a session ends; positive
   * @param ticker measures that time
   * @return a new store
   * @throws IllegalArgumentException if a value is out of its range
   */
  static SessionStore inMemory(long maxSessions, Duration idleLimit, Ticker ticker) {
    return new InMemorySessionStore(maxSessions, idleLimit, ticker);
  }
}

package io.lb4j.affinity;

import io.lb4j.time.Durations;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends every request of a session to the endpoint that the session is pinned to, whatever the
 * policy. The request's text key ({@code SelectionContext.forKey}) names the session; the policy
 * picks for a key that is not known yet, and the pick is remembered.
 *
 * <p><b>The session moves</b> when its endpoint is gone, ejected, unhealthy, disabled, or at the
 * end of its drain: the next request is picked anew and pinned there. With {@link #strict()} that
 * request fails with AFFINITY_LOST instead. Endpoints that are degraded or starting keep their
 * sessions; those that are being drained, or have weight 0, keep them and get no new ones.
 *
 * <p><b>One request goes elsewhere</b>, and the session stays, while the endpoint is at a limit,
 * lacks a label that the request requires, or is avoided because the call has tried it. If that
 * last one, the further attempt, succeeds elsewhere, the session follows it: whoever answered last
 * has the newest state, and a session that has just begun has no other.
 *
 * <p>Immutable. Several balancers may be built with the same one; each then has sessions of its
 * own, unless a {@linkplain #in store} is given. Costs a request with a key one lookup. Where any
 * endpoint serves any session and only caches profit, a hashing policy does without memory. See
 * docs/affinity.md.
 */
public final class SessionAffinity {

  private static final long DEFAULT_MAX_SESSIONS = 100_000;
  private static final Duration DEFAULT_IDLE_LIMIT = Duration.ofMinutes(30);
  private static final Duration DEFAULT_RESOLVE_LIMIT = Duration.ofMillis(50);

  private final @Nullable SessionStore given;
  private final long maxSessions;
  private final Duration idleLimit;
  private final boolean strict;
  private final Duration resolveLimit;

  private SessionAffinity(
      @Nullable SessionStore given,
      long maxSessions,
      Duration idleLimit,
      boolean strict,
      Duration resolveLimit) {
    this.given = given;
    this.maxSessions = maxSessions;
    this.idleLimit = idleLimit;
    this.strict = strict;
    this.resolveLimit = resolveLimit;
  }

  /**
   * Keeps up to 100 000 sessions in memory until they are unused for 30 minutes, the session
   * timeout of most servers.
   *
   * @return sticky while healthy
   */
  public static SessionAffinity inMemory() {
    return inMemory(DEFAULT_MAX_SESSIONS, DEFAULT_IDLE_LIMIT);
  }

  /**
   * Keeps sessions in memory.
   *
   * @param maxSessions how many; where there are more, those used least go first; 1 to 100 000 000
   * @param idleLimit after how long without use a session ends; as long as the servers keep theirs
   * @return sticky while healthy
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static SessionAffinity inMemory(long maxSessions, Duration idleLimit) {
    return new SessionAffinity(
        null,
        InMemorySessionStore.requireSessions(maxSessions),
        Durations.requirePositive("idleLimit", idleLimit),
        false,
        DEFAULT_RESOLVE_LIMIT);
  }

  /**
   * Keeps sessions in a store of the caller's, who closes it.
   *
   * @param store for one balancer, or for several that have the same endpoints
   * @return sticky while healthy
   */
  public static SessionAffinity in(SessionStore store) {
    return new SessionAffinity(
        Objects.requireNonNull(store, "store"),
        DEFAULT_MAX_SESSIONS,
        DEFAULT_IDLE_LIMIT,
        false,
        DEFAULT_RESOLVE_LIMIT);
  }

  /**
   * Never lets a session go elsewhere: requests fail while its endpoint cannot take them, with
   * AFFINITY_LOST if it is out of traffic. The session stays pinned, as the endpoint may come back;
   * {@link Sessions#end} gives it up. For state that exists nowhere else and that nobody could
   * begin anew.
   *
   * @return a changed copy
   */
  public SessionAffinity strict() {
    return new SessionAffinity(given, maxSessions, idleLimit, true, resolveLimit);
  }

  /**
   * Sets how long a call may wait for a store that asks others, before its first attempt. Only
   * {@code Invoker} and lb-okhttp wait; {@code select} never does.
   *
   * @param limit 50 ms unless set; after that the session counts as unknown
   * @return a changed copy
   * @throws IllegalArgumentException if the limit is not positive
   */
  public SessionAffinity withResolveLimit(Duration limit) {
    return new SessionAffinity(
        given, maxSessions, idleLimit, strict, Durations.requirePositive("resolveLimit", limit));
  }

  /**
   * Tells what happens when the endpoint of a session is gone.
   *
   * @return whether requests then fail, rather than go elsewhere
   */
  public boolean isStrict() {
    return strict;
  }

  /**
   * Begins to keep sessions, for one balancer. The balancer does this itself.
   *
   * @param ticker measures how long sessions are idle; read at every lookup, so rather one that
   *     costs nothing and is behind than one that costs a system call
   * @param scheduler the balancer's
   * @param failures hears what the store throws, and that it was the store
   * @return sessions, none yet unless the store has some
   */
  public Sessions open(Ticker ticker, Scheduler scheduler, BiConsumer<String, Throwable> failures) {
    SessionStore store =
        given != null ? given : new InMemorySessionStore(maxSessions, idleLimit, ticker);
    return new Sessions(store, given != null, resolveLimit.toNanos(), scheduler, failures);
  }

  @Override
  public String toString() {
    return "SessionAffinity["
        + (strict ? "strict" : "sticky while healthy")
        + (given != null
            ? ", in " + given.getClass().getSimpleName()
            : ", at most "
                + maxSessions
                + " sessions, idle for at most "
                + Durations.text(idleLimit))
        + "]";
  }
}

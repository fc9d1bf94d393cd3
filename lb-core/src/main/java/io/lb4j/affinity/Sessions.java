package io.lb4j.affinity;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Scheduler.Cancellable;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one balancer, for those who build on it and for applications that begin and end
 * sessions themselves. What the store throws is logged once, and the session counts as unknown.
 *
 * <p>Thread-safe.
 */
public final class Sessions {

  private static final String STORE = "the session store";

  private final SessionStore store;
  private final boolean given;
  private final long resolveLimitNanos;
  private final Scheduler scheduler;
  private final BiConsumer<String, Throwable> failures;

  Sessions(
      SessionStore store,
      boolean given,
      long resolveLimitNanos,
      Scheduler scheduler,
      BiConsumer<String, Throwable> failures) {
    this.store = store;
    this.given = given;
    this.resolveLimitNanos = resolveLimitNanos;
    this.scheduler = scheduler;
    this.failures = failures;
  }

  /**
   * Tells where a session is. Never blocks; counts as a use of it.
   *
   * @param key names the session
   * @return the id of its endpoint, which may be gone; null if this process does not know it
   */
  public @Nullable String endpointOf(String key) {
    try {
      return store.get(key);
    } catch (Throwable e) {
      failures.accept(STORE, e);
      return null;
    }
  }

  /**
   * Pins a session to the endpoint that began it, wherever it was before: what a server says of its
   * own session counts more than a pick.
   *
   * @param key names the session
   * @param endpointId where it is
   */
  public void learn(String key, String endpointId) {
    String held = pin(key, endpointId);
    if (!held.equals(endpointId)) {
      move(key, held, endpointId);
    }
  }

  /**
   * Ends a session: its next request is picked as one of a new session.
   *
   * @param key names the session
   */
  public void end(String key) {
    String held = endpointOf(key);
    if (held != null) {
      try {
        store.remove(key, held);
      } catch (Throwable e) {
        failures.accept(STORE, e);
      }
    }
  }

  /**
   * Pins a session unless it is pinned already.
   *
   * @param key names the session
   * @param endpointId where it goes
   * @return the id that holds now
   */
  public String pin(String key, String endpointId) {
    try {
      return Objects.requireNonNull(store.pin(key, endpointId), "the id that holds");
    } catch (Throwable e) {
      failures.accept(STORE, e);
      return endpointId;
    }
  }

  /**
   * Pins a session to another endpoint, if it is still where the caller has seen it.
   *
   * @param key names the session
   * @param fromId the endpoint that it leaves
   * @param toId where it goes
   * @return whether it went
   */
  public boolean move(String key, String fromId, String toId) {
    try {
      return store.move(key, fromId, toId);
    } catch (Throwable e) {
      failures.accept(STORE, e);
      return false;
    }
  }

  /**
   * Finds out where the session of a request is, for a caller that can wait before it selects.
   *
   * @param context what the request asks for
   * @param limitNanos how long the caller can wait, if that is less than was configured
   * @return completes when {@link #endpointOf} knows what there is to know, or the time is over, on
   *     a thread that may block; never exceptionally. Done already if there is nothing to ask, or
   *     nobody: all sessions are in this process's memory, mostly
   */
  @SuppressWarnings("FutureReturnValueIgnored") // What the action does cannot fail.
  public CompletableFuture<@Nullable Void> resolve(SelectionContext context, long limitNanos) {
    String key = context.key();
    if (key == null || context.preferredId() != null || store instanceof InMemorySessionStore) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    ask(key, done);
    if (!done.isDone()) {
      Cancellable timer =
          scheduler.schedule(
              () -> completeElsewhere(done), Math.min(limitNanos, resolveLimitNanos));
      done.whenComplete((nothing, thrown) -> timer.cancel());
    }
    return done;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What this action does cannot fail.
  private void ask(String key, CompletableFuture<@Nullable Void> done) {
    Thread caller = Thread.currentThread();
    try {
      store
          .resolve(key)
          .whenComplete(
              (id, thrown) -> {
                if (thrown != null) {
                  failures.accept(STORE, thrown);
                }
                if (Thread.currentThread() == caller) {
                  done.complete(null);
                } else {
                  // Of the store's own threads, which may be few.
                  completeElsewhere(done);
                }
              });
    } catch (Throwable e) {
      failures.accept(STORE, e);
      done.complete(null);
    }
  }

  private void completeElsewhere(CompletableFuture<@Nullable Void> done) {
    try {
      scheduler.execute(() -> done.complete(null));
    } catch (RuntimeException noThread) {
      // A call that never goes on is worse than one that borrows this thread.
      done.complete(null);
    }
  }

  /**
   * Returns what was counted.
   *
   * @return counts of this process
   */
  public SessionStats stats() {
    try {
      return store.stats();
    } catch (Throwable e) {
      failures.accept(STORE, e);
      return new SessionStats(0, 0, 0, 0, 0);
    }
  }

  /** Forgets the sessions, unless their store is the caller's. The balancer does this itself. */
  public void close() {
    if (!given) {
      store.close();
    }
  }

  @Override
  public String toString() {
    return "Sessions[" + store.getClass().getSimpleName() + "]";
  }
}

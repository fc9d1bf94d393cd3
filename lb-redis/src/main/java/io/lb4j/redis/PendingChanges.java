package io.lb4j.redis;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells Redis of changes, one at a time for each session, so that their answers come in order.
 * Changes to a session that come while one is under way become one. A change that finds no room, or
 * Redis out of reach, is dropped: this process keeps to it, and tells it anew when it next renews
 * the session.
 */
final class PendingChanges {

  /** Enough for 10 000 changes a second at 100 ms; bounds what an outage can pile up. */
  private static final int MAX_UNDER_WAY = 1_000;

  /** Hears where a session is in truth. */
  @FunctionalInterface
  interface Answers {

    /**
     * Called on a thread of the connection, which must not be held up.
     *
     * @param key the session
     * @param wantedId where the change wanted it to be, null for nowhere
     * @param heldId where it is, null for nowhere
     */
    void settled(String key, @Nullable String wantedId, @Nullable String heldId);
  }

  /** A change under way, and what is to follow it; guarded by the map's lock on its key. */
  private static final class UnderWay {
    private @Nullable Change next;
  }

  private final SharedPins shared;
  private final Answers answers;
  private final ConcurrentHashMap<String, UnderWay> underWay = new ConcurrentHashMap<>();

  PendingChanges(SharedPins shared, Answers answers) {
    this.shared = shared;
    this.answers = answers;
  }

  /** Renews a session's expiry, and finds out where it is, unless a change does that already. */
  void renew(String key, String id) {
    if (!underWay.containsKey(key)) {
      tell(key, Change.pin(id));
    }
  }

  void tell(String key, Change change) {
    UnderWay mine = new UnderWay();
    UnderWay first =
        underWay.compute(
            key,
            (any, other) -> {
              if (other != null) {
                other.next = other.next == null ? change : other.next.then(change);
                return other;
              }
              return underWay.mappingCount() < MAX_UNDER_WAY && shared.admit() ? mine : null;
            });
    if (first == mine) {
      send(key, change);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What this action does cannot fail.
  private void send(String key, Change change) {
    shared
        .change(key, change)
        .whenComplete(
            (held, thrown) -> {
              Change next = next(key, thrown == null);
              if (next != null) {
                send(key, next);
              } else if (thrown == null) {
                answers.settled(key, change.toId(), held);
              }
            });
  }

  private @Nullable Change next(String key, boolean mayGoOn) {
    Change[] next = new Change[1];
    underWay.computeIfPresent(
        key,
        (any, mine) -> {
          if (mine.next == null || !mayGoOn) {
            return null;
          }
          next[0] = mine.next;
          mine.next = null;
          return mine;
        });
    return next[0];
  }
}

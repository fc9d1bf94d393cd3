package io.lb4j.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Asks Redis for sessions; those who ask for the same one at the same time share the answer. */
final class Lookups {

  private static final int MAX_UNDER_WAY = 1_000;

  private final SharedPins shared;
  private final ConcurrentHashMap<String, CompletableFuture<@Nullable String>> underWay =
      new ConcurrentHashMap<>();

  Lookups(SharedPins shared) {
    this.shared = shared;
  }

  /**
   * Finds out where a session is.
   *
   * @param key the session
   * @param knownId where this process last knew it, which is where it is if Redis has forgotten it
   * @return completes with its endpoint or null; null if it must not be asked now
   */
  @Nullable CompletableFuture<@Nullable String> find(String key, @Nullable String knownId) {
    CompletableFuture<@Nullable String> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable String> first =
        underWay.computeIfAbsent(
            key, any -> underWay.mappingCount() < MAX_UNDER_WAY && shared.admit() ? mine : null);
    if (first == mine) {
      ask(key, knownId, mine);
    }
    return first;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What this action does cannot fail.
  private void ask(
      String key, @Nullable String knownId, CompletableFuture<@Nullable String> answer) {
    CompletableFuture<@Nullable String> found =
        knownId == null ? shared.find(key) : shared.change(key, Change.pin(knownId));
    found.whenComplete(
        (id, thrown) -> {
          underWay.remove(key);
          answer.complete(thrown == null ? id : knownId);
        });
  }
}

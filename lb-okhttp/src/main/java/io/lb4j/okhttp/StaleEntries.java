package io.lb4j.okhttp;

import java.io.IOException;
import java.util.Iterator;
import okhttp3.Cache;
import okhttp3.HttpUrl;

/** Removes from the cache what a request has changed (RFC 9111, 4.4). */
final class StaleEntries {

  private StaleEntries() {}

  /** Tells whether a request with this method may change what its URL stands for. */
  static boolean arise(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH", "DELETE", "MOVE" -> true;
      default -> false;
    };
  }

  /**
   * Removes the entry of a URL. OkHttp does that itself, by the URL that was called; responses are
   * cached by the URL that the caller wrote. Costs O(entries): a cache can be iterated, not asked.
   */
  static void remove(Cache cache, HttpUrl url) {
    String stale = url.newBuilder().fragment(null).build().toString();
    try {
      for (Iterator<String> urls = cache.urls(); urls.hasNext(); ) {
        if (urls.next().equals(stale)) {
          urls.remove();
          return;
        }
      }
    } catch (IOException e) {
      // A cache that cannot be read serves nothing stale.
    }
  }
}

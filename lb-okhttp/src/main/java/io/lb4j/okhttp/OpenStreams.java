package io.lb4j.okhttp;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The attempts of a service whose response has begun and not ended: bodies that are being read,
 * server-sent events, WebSockets. Holds them weakly, so that a response that nobody closes is found
 * out by OkHttp as ever.
 */
final class OpenStreams {

  private final Set<Attempt> attempts = Collections.newSetFromMap(new WeakHashMap<>());

  synchronized void add(Attempt attempt) {
    attempts.add(attempt);
  }

  synchronized void remove(Attempt attempt) {
    attempts.remove(attempt);
  }

  void end(String endpointId) {
    // Ended without the lock, because that calls listeners of the user's.
    of(endpointId).forEach(Attempt::endStream);
  }

  private synchronized List<Attempt> of(String endpointId) {
    return attempts.stream().filter(attempt -> attempt.endpoint().id().equals(endpointId)).toList();
  }
}

package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.affinity.Sessions;
import io.lb4j.request.SelectionContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.CookieJar;
import okhttp3.Headers;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which session a request belongs to, and which sessions responses begin. */
final class SessionKeys {

  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancing.class);
  private static final CompletableFuture<?> RESOLVED = CompletableFuture.completedFuture(null);

  private final String balancer;
  private final @Nullable AffinityKey key;
  private final @Nullable Sessions sessions;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * @throws IllegalArgumentException if sessions are to be learned and there is nowhere to keep
   *     them
   */
  SessionKeys(Balancer<?> balancer, @Nullable AffinityKey key) {
    this.balancer = balancer.name();
    this.key = key;
    this.sessions = balancer.sessions();
    if (key != null && key.learns() && sessions == null) {
      throw new IllegalArgumentException(
          "balancer "
              + this.balancer
              + " keeps no sessions, so there is nowhere to put learned ones; build it with"
              + " affinity(SessionAffinity.inMemory())");
    }
  }

  /** What a request asks of the selection: its tag, and whose it is. */
  SelectionContext contextOf(Request request, CookieJar jar) {
    SelectionContext tag = request.tag(SelectionContext.class);
    SelectionContext context = tag == null ? SelectionContext.none() : tag;
    if (key == null || context.hasHash()) {
      return context;
    }
    try {
      String found = key.of(request, jar);
      return found == null ? context : context.withKey(found);
    } catch (RuntimeException | LinkageError e) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn(
            "lb4j {}: the affinity key of a request could not be found, so it has none. Further"
                + " errors are not logged",
            balancer,
            e);
      }
      return context;
    }
  }

  /** Has others asked for a session that is not known here; done already, mostly. */
  CompletableFuture<?> resolve(SelectionContext context, long limitNanos) {
    return sessions == null ? RESOLVED : sessions.resolve(context, limitNanos);
  }

  /** Pins the sessions that a response begins to the endpoint that sent it. */
  void learn(Headers headers, String endpointId) {
    if (key != null && sessions != null) {
      for (String session : key.begunBy(headers)) {
        sessions.learn(session, endpointId);
      }
    }
  }
}

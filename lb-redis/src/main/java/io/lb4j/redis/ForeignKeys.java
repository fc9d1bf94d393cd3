package io.lb4j.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys with the name of a session that somebody else has written, as something other than a string.
 * Redis is well then; what is wrong is told once, since it is the same for every one of them.
 */
final class ForeignKeys {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSessionStore.class);

  /** How Redis says so, in a script's error too. */
  private static final String WRONG_TYPE = "WRONGTYPE";

  private final String balancer;
  private final String prefix;
  private final AtomicBoolean told = new AtomicBoolean();

  ForeignKeys(String balancer, String prefix) {
    this.balancer = balancer;
    this.prefix = prefix;
  }

  /** Whether that is why a command failed. */
  boolean explain(Throwable thrown) {
    Throwable cause = Outage.causeOf(thrown);
    if (!(cause instanceof RedisCommandExecutionException)
        || !String.valueOf(cause.getMessage()).contains(WRONG_TYPE)) {
      return false;
    }
    if (told.compareAndSet(false, true)) {
      LOG.warn(
          "lb4j {}: a key that begins with {} holds something other than a session ({}); such"
              + " sessions are not shared, as long as somebody else writes there",
          balancer,
          prefix,
          Outage.describe(cause));
    }
    return true;
  }
}

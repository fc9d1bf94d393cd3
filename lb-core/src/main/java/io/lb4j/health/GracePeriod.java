package io.lb4j.health;

import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * How long an endpoint that joins a set counts as {@link HealthState#STARTING}: until it has done
 * enough work, or has had enough time. Meanwhile it takes traffic by {@link SlowStart}; a failed
 * active check does not make it {@link HealthState#UNHEALTHY}, it is merely not ready yet; and
 * judges of latency make allowance for cold caches. Failures that callers report count as always.
 *
 * <p>The endpoints that a balancer starts with have none: someone has to serve.
 *
 * @param successes after how many successes it ends; at least 1
 * @param limit after what time it ends at the latest; zero for no grace
 */
public record GracePeriod(int successes, Duration limit) {

  private static final GracePeriod DEFAULTS = new GracePeriod(10, Duration.ofSeconds(60));

  /**
   * Checks the values.
   *
   * @param successes {@link #successes()}
   * @param limit {@link #limit()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public GracePeriod {
    Thresholds.requireAtLeastOne("successes", successes);
    Durations.requireNotNegative("limit", limit);
  }

  /**
   * Returns the defaults: ten successes or a minute.
   *
   * @return the defaults
   */
  public static GracePeriod defaults() {
    return DEFAULTS;
  }

  /**
   * Returns a period without grace.
   *
   * @return endpoints are healthy when they join
   */
  public static GracePeriod off() {
    return new GracePeriod(1, Duration.ZERO);
  }
}

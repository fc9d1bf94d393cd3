package io.lb4j.simulator.policy;

import io.lb4j.health.CheckTiming;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthProbe;
import io.lb4j.simulator.server.Server;
import java.util.concurrent.CompletableFuture;

/**
 * How every client's balancer checks servers.
 *
 * @param timing when, and how long an answer may take
 * @param rise passed checks in a row that bring a server back
 * @param fall failed checks in a row that take it out
 * @param endsEjections whether passed checks end ejections for connect failures
 */
public record CheckRules(CheckTiming timing, int rise, int fall, boolean endsEjections) {

  private static final HealthProbe<Server> NOBODY =
      endpoint -> CompletableFuture.failedFuture(new UnsupportedOperationException());

  /**
   * Checks the values.
   *
   * @param timing {@link #timing()}
   * @param rise {@link #rise()}
   * @param fall {@link #fall()}
   * @param endsEjections {@link #endsEjections()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public CheckRules {
    // The library's own words, while the place in the file is still known.
    HealthChecks<Server> unused = HealthChecks.of(NOBODY).withThresholds(rise, fall);
  }

  /**
   * Returns what the library does unless told otherwise.
   *
   * @return checks every five seconds
   */
  public static CheckRules defaults() {
    HealthChecks<Server> checks = HealthChecks.of(NOBODY);
    return new CheckRules(checks.timing(), checks.rise(), checks.fall(), checks.endsEjections());
  }

  /**
   * Returns checks by these rules.
   *
   * @param probe who asks
   * @return what a balancer is built with
   */
  public HealthChecks<Server> with(HealthProbe<Server> probe) {
    return HealthChecks.of(probe)
        .withTiming(timing)
        .withThresholds(rise, fall)
        .withEndsEjections(endsEjections);
  }
}

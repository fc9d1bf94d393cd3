package io.lb4j.simulator;

import io.lb4j.simulator.scenario.Scenario;

/** Runs of built-in scenarios that are short enough for every build. */
final class Excerpt {

  private static final long SECOND_NANOS = 1_000_000_000;

  private Excerpt() {}

  static Scenario of(Scenario scenario, int fromSeconds, int untilSeconds) {
    return new Scenario(
        scenario.name(),
        scenario.description(),
        untilSeconds * SECOND_NANOS,
        fromSeconds * SECOND_NANOS,
        scenario.intervalNanos(),
        scenario.drainNanos(),
        scenario.clients(),
        scenario.servers(),
        scenario.policy(),
        scenario.tuning(),
        scenario.incidents(),
        scenario.changes(),
        scenario.discoveryDelay());
  }
}

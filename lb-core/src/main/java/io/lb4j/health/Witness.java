package io.lb4j.health;

/** Who holds a verdict. Each may find an endpoint in certain states only. */
public enum Witness {
  /** Where the endpoints come from: the readiness that they are published with. */
  DISCOVERY,
  /** Whoever called {@code drain} or {@code disable}. */
  OPERATOR,
  /** The grace period of a new endpoint. */
  GRACE,
  /** The checks that the balancer makes itself. */
  ACTIVE,
  /** What callers reported. */
  PASSIVE,
  /** What the endpoint's own answers say of it. */
  SERVER,
  /** A circuit breaker. */
  BREAKER;

  /**
   * Tells what this witness may find.
   *
   * @param state a state
   * @return whether it can be the state of one of its verdicts
   */
  public boolean mayFind(HealthState state) {
    return switch (state) {
      case HEALTHY -> false;
      case STARTING -> this == GRACE || this == ACTIVE;
      case DEGRADED -> this == DISCOVERY || this == ACTIVE || this == PASSIVE || this == SERVER;
      case EJECTED -> this == PASSIVE || this == BREAKER;
      case UNHEALTHY -> this == DISCOVERY || this == ACTIVE;
      case DRAINING -> this == DISCOVERY || this == OPERATOR || this == SERVER;
      case DISABLED -> this == OPERATOR;
    };
  }
}

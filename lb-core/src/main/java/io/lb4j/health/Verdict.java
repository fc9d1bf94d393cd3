package io.lb4j.health;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one witness holds against an endpoint.
 *
 * @param witness who says so
 * @param state what it finds the endpoint to be
 * @param evidence how much that proves; {@link Evidence#HARD} keeps the endpoint out of traffic
 *     also when failing open, as long as there are others
 * @param reason why, in words
 * @param since when it was said
 * @param until when it ends by itself, or null if it does not
 */
public record Verdict(
    Witness witness,
    HealthState state,
    Evidence evidence,
    String reason,
    Instant since,
    @Nullable Instant until) {

  /**
   * Checks the values.
   *
   * @param witness {@link #witness()}
   * @param state {@link #state()}
   * @param evidence {@link #evidence()}
   * @param reason {@link #reason()}
   * @param since {@link #since()}
   * @param until {@link #until()}
   * @throws IllegalArgumentException if the witness cannot find such a state
   */
  public Verdict {
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(since, "since");
    if (!witness.mayFind(state)) {
      throw new IllegalArgumentException(witness + " cannot find an endpoint to be " + state);
    }
  }

  /**
   * Tells what the verdict alone does to the endpoint's traffic.
   *
   * @return when it gets any
   */
  public Traffic traffic() {
    return switch (state) {
      case HEALTHY -> Traffic.NORMAL;
      // Only who has not passed a check yet has shown nothing; others begin with a small share.
      case STARTING -> isAwaited() ? Traffic.LAST_RESORT : Traffic.NORMAL;
      case DEGRADED -> Traffic.RESERVE;
      case EJECTED, UNHEALTHY -> Traffic.LAST_RESORT;
      // An answer is no order: when all say so, somebody has to serve all the same.
      case DRAINING -> witness == Witness.SERVER ? Traffic.LAST_RESORT : Traffic.NONE;
      case DISABLED -> Traffic.NONE;
    };
  }

  /**
   * Tells whether the endpoint has yet to pass its first check.
   *
   * @return true if so
   */
  public boolean isAwaited() {
    return witness == Witness.ACTIVE && state == HealthState.STARTING;
  }
}

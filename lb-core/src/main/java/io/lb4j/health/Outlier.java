package io.lb4j.health;

import java.util.Objects;

/**
 * An endpoint that a judge finds worse than it may be.
 *
 * @param endpointId the id of one of the endpoints that were judged; any other is ignored
 * @param reason why, in words and numbers: for the log, the verdict and the listener
 */
public record Outlier(String endpointId, String reason) {

  /**
   * Refuses nulls.
   *
   * @param endpointId {@link #endpointId()}
   * @param reason {@link #reason()}
   */
  public Outlier {
    Objects.requireNonNull(endpointId, "endpointId");
    Objects.requireNonNull(reason, "reason");
  }
}

package io.lb4j;

/**
 * How a drain ended.
 *
 * @param endpointId the endpoint's id
 * @param status how it ended
 * @param inFlight leases that were still open
 */
public record DrainResult(String endpointId, Status status, int inFlight) {

  /** How a drain ended. */
  public enum Status {
    /** No lease is open any more. */
    DRAINED,
    /** The limit passed first; leases are still open. */
    LIMIT_PASSED,
    /** The endpoint was enabled, disabled or drained anew before it was done. */
    SUPERSEDED,
    /** The balancer was closed before it was done. */
    CLOSED
  }
}

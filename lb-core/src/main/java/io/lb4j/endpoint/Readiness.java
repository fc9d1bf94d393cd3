package io.lb4j.endpoint;

/**
 * What the place that an endpoint comes from says of its health: a Kubernetes endpoint's
 * conditions, a catalogue's checks, a control plane's health status.
 */
public enum Readiness {
  /** It may take traffic. */
  READY,
  /** It may take traffic while those that are ready are too few for all of it. */
  DEGRADED,
  /** It is about to go: no new leases; those that are open go on. */
  DRAINING,
  /** It is not able to take traffic. */
  UNREADY
}

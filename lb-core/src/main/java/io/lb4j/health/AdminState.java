package io.lb4j.health;

/** The operator's verdict on an endpoint. */
public enum AdminState {
  /** Nothing against it. */
  ENABLED,
  /** No new leases; open ones go on. */
  DRAINING,
  /** No new leases. */
  DISABLED
}

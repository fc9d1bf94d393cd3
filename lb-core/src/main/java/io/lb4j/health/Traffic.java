package io.lb4j.health;

/** When an endpoint gets traffic, by the verdicts on it. In the order of severity. */
public enum Traffic {
  /** Always. */
  NORMAL,
  /** While those that get it always are too few for all of it. */
  RESERVE,
  /** Only when so few are left that the balancer fails open. */
  LAST_RESORT,
  /** Never. */
  NONE
}

package io.lb4j.select;

/**
 * How a policy means to spread traffic over endpoints that are all well: what tells skew from
 * intent. Says nothing on single picks.
 */
public enum Spread {
  /** The same to each, whatever the weights. */
  EVENLY,
  /** In proportion to the weights. */
  BY_WEIGHT,
  /** In proportion to the weights, but less to who is slow, busy or failing. */
  BY_LOAD,
  /** As the keys of the requests fall: in proportion to the weights if there are many. */
  BY_KEY,
  /** To one endpoint for as long as it can serve: there is no share to expect. */
  TO_ONE
}

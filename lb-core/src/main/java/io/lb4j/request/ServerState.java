package io.lb4j.request;

/** What an endpoint says of itself, beside its answer to a request. */
public enum ServerState {
  /** It takes traffic as usual; takes back what it said before. */
  READY,
  /** It works, but others should be preferred. */
  DEGRADED,
  /** It is about to go, and should get nothing new. */
  DRAINING
}

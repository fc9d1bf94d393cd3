package io.lb4j.simulator.server;

/** How a server ends a job. */
public enum Answer {
  /** With the result. */
  DONE,
  /** With an error of its own, as a status of 500. */
  ERROR,
  /** By saying that it has too much to do, as a status of 503. */
  REJECTED,
  /** By not accepting the connection. */
  REFUSED,
  /** By breaking the connection. */
  RESET
}

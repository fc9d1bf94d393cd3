package io.lb4j.benchmarks.peer;

/**
 * What a load balancer may do for a request beyond choosing; lb4j's whole call does all of it, or
 * all but the latency where nobody wants to know.
 */
public enum Duty {
  /** Counts requests in flight by endpoint. */
  IN_FLIGHT("in-flight"),
  /** Measures how long the request took, by endpoint. */
  LATENCY("latency"),
  /** Judges the endpoint by the outcomes of requests. */
  HEALTH("health");

  private final String word;

  Duty(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}

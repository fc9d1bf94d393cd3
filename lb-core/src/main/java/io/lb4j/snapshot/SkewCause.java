package io.lb4j.snapshot;

/** The likely cause of an endpoint's share being far from its weight. */
public enum SkewCause {
  /** Endpoints were ejected, unhealthy or in reserve. */
  HEALTH("endpoints were out of traffic or in reserve"),
  /** Endpoints were starting slowly. */
  SLOW_START("endpoints were starting slowly"),
  /** Endpoints had as many leases in flight as they may. */
  LIMIT("endpoints were at their limit"),
  /** Callers asked for endpoints by name, or the policy goes by keys and some keys are hot. */
  STICKINESS("keys or preferences hold requests where they are"),
  /** The weights differ, and the policy takes no account of them. */
  WEIGHTS("the policy ignores the weights"),
  /** The policy avoids endpoints that fail. */
  FAILURES("the policy avoids who fails"),
  /** The policy goes by load, and the endpoints are not equally fast or busy. */
  LOAD("the policy prefers who is fast or idle"),
  /** None of these: a policy of your own, or requests that only some endpoints may take. */
  UNEXPLAINED("no cause found; look at the policy, and at the metadata that callers require");

  private final String words;

  SkewCause(String words) {
    this.words = words;
  }

  /**
   * Returns the cause in words.
   *
   * @return a clause
   */
  public String words() {
    return words;
  }
}

package io.lb4j.snapshot;

/** Why an endpoint that serves could not take one request. */
public enum RefusalReason {
  /** The context avoids it: it was tried already, say. */
  AVOIDED("is avoided by the context"),
  /** It lacks metadata that the context requires. */
  NO_MATCH("lacks the required metadata"),
  /** It has failed so often in a row that nothing goes there until its health is judged. */
  HELD_BACK("has failed too often in a row"),
  /** It starts slowly, and this was not its turn. */
  SLOW_START("starts slowly"),
  /** It serves in reserve, and this was not its turn. */
  RESERVE("serves in reserve"),
  /** It has as many leases in flight as it may. */
  LIMIT("is at its limit"),
  /** Its rate is used up. */
  RATE("is at its rate limit"),
  /** Its circuit breaker gave no permission. */
  BREAKER("is refused by its circuit breaker");

  private final String words;

  RefusalReason(String words) {
    this.words = words;
  }

  /**
   * Returns the reason in words.
   *
   * @return what follows the endpoint's id in a sentence
   */
  public String words() {
    return words;
  }
}

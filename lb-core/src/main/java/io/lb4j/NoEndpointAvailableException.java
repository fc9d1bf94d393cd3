package io.lb4j;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * No endpoint can take the request. Says why, how many endpoints each reason ruled out, and when it
 * may be worth coming back.
 *
 * <p>Has no stack trace: it tells of the endpoints, not of the code, and must stay cheap when it is
 * thrown thousands of times a second.
 */
public final class NoEndpointAvailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why an endpoint could not take the request. */
  public enum Reason {
    /** The balancer has no endpoints (yet). */
    EMPTY,
    /** Endpoints exist, but all are drained, disabled, ejected or of weight 0. */
    ALL_UNHEALTHY,
    /**
     * All that could serve are at their limit of concurrency or rate, or refused by their circuit
     * breaker.
     */
    SATURATED,
    /** The request was refused to protect overloaded endpoints, or to keep to a rate limit. */
    THROTTLED,
    /** All that could serve are ruled out by the context: they were tried already. */
    ALL_AVOIDED,
    /** No endpoint carries the labels that the context demands. */
    NO_MATCH,
    /** The endpoint that the session is bound to is gone. */
    AFFINITY_LOST,
    /** The balancer is closed. */
    CLOSED
  }

  /** The balancer's name. */
  private final String balancer;

  /** The reason that decided. */
  private final Reason reason;

  /** How many endpoints each reason ruled out; not serialized. */
  private final transient Map<Reason, Integer> counts;

  /** When it may be worth trying again. */
  private final @Nullable Duration comeBackAfter;

  /**
   * Makes an exception; public so that tests can throw it from mocks.
   *
   * @param balancer the balancer's name
   * @param reason the reason that decided
   * @param counts how many endpoints each reason ruled out
   * @param comeBackAfter when it may be worth trying again, or null if unknown
   */
  public NoEndpointAvailableException(
      String balancer,
      Reason reason,
      Map<Reason, Integer> counts,
      @Nullable Duration comeBackAfter) {
    this(balancer, reason, counts, comeBackAfter, null);
  }

  /** With what is to be said of the reason in addition, or null. */
  NoEndpointAvailableException(
      String balancer,
      Reason reason,
      Map<Reason, Integer> counts,
      @Nullable Duration comeBackAfter,
      @Nullable String detail) {
    super(message(balancer, reason, counts, comeBackAfter, detail), null, false, false);
    this.balancer = balancer;
    this.reason = reason;
    this.counts = Map.copyOf(counts);
    this.comeBackAfter = comeBackAfter;
  }

  /**
   * Returns which balancer had none.
   *
   * @return the balancer's name
   */
  public String balancer() {
    return balancer;
  }

  /**
   * Returns the reason that decided.
   *
   * @return what would have to change first
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns how many endpoints each reason ruled out.
   *
   * @return an immutable map; empty if there were no endpoints, or after deserialization
   */
  public Map<Reason, Integer> counts() {
    return counts == null ? Map.of() : counts;
  }

  /**
   * Returns when it may be worth trying again.
   *
   * <p>If the rate limit refused, that is the exact time of the next permit. If an endpoint's rate
   * did, it is no later. If all are out, it is the end of the first ejection. If all endpoints are
   * full, it is the mean time after which the next of their slots came free lately; whoever comes
   * back then competes for that slot with everybody else. Unknown until saturation has lasted for a
   * tenth of a second, when the throttle refused, since chance decides anew each time, and when
   * circuit breakers did.
   *
   * @return a duration from the moment the exception was thrown, or null if unknown
   */
  public @Nullable Duration comeBackAfter() {
    return comeBackAfter;
  }

  private static String message(
      String balancer,
      Reason reason,
      Map<Reason, Integer> counts,
      @Nullable Duration comeBackAfter,
      @Nullable String detail) {
    StringBuilder text = new StringBuilder("balancer ").append(balancer).append(' ');
    text.append(
        switch (reason) {
          case EMPTY -> "has no endpoints; add some with update()";
          case ALL_UNHEALTHY -> "has no usable endpoint";
          case SATURATED -> "has no endpoint with room for another request";
          case THROTTLED ->
              "refuses this request, to protect its endpoints or to keep to a rate limit";
          case ALL_AVOIDED -> "has no endpoint that was not tried already";
          case NO_MATCH -> "has no endpoint with the required metadata";
          case AFFINITY_LOST ->
              "has lost the endpoint that the session is bound to, and a strict session goes"
                  + " nowhere else; wait for the endpoint, or end the session";
          case CLOSED -> "is closed";
        });
    if (detail != null) {
      text.append(' ').append(detail);
    }
    text.append(" (").append(reason);
    if (!counts.isEmpty()) {
      text.append(": ").append(counts);
    }
    text.append(')');
    if (comeBackAfter != null) {
      text.append("; try again in ").append(comeBackAfter);
    }
    return text.toString();
  }
}

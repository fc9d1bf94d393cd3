package io.lb4j.health;

/**
 * How many failures in a row speak against an endpoint, by where they were seen: a configuration.
 * Immutable. The numbers are 1 to {@link FailureRun#MAX}, or {@link #NEVER}.
 *
 * <p>Failures of different origin count together too, against {@link #mixed()}: with 5 for each, 5
 * failures in a row are enough, whatever they are. To let an endpoint answer with more failures,
 * raise {@code responses}: then only failures without an answer are still found soon. To find a
 * gateway soon whose backend is down, lower {@code gateway}.
 *
 * @param responses failed answers, HTTP 5xx but 503, those of gateways included; as many rejections
 *     in a row let an endpoint rest, and with {@link #NEVER} none rests, whatever it asks for
 * @param gateway a gateway's failed answers for what is behind it, HTTP 502 and 504; they count as
 *     responses too, so only a lower number than that of responses has an effect
 * @param local failures without an answer: time-outs, connect failures and broken connections; as
 *     many connect failures are hard evidence
 */
public record ConsecutiveFailures(int responses, int gateway, int local) {

  /** Turns a number off. */
  public static final int NEVER = Integer.MAX_VALUE;

  /**
   * Checks the values.
   *
   * @param responses {@link #responses()}
   * @param gateway {@link #gateway()}
   * @param local {@link #local()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public ConsecutiveFailures {
    require("responses", responses);
    require("gateway", gateway);
    require("local", local);
  }

  /**
   * Returns the same number for all origins.
   *
   * @param failures how many in a row
   * @return that number for each
   * @throws IllegalArgumentException if it is out of range
   */
  public static ConsecutiveFailures of(int failures) {
    require("consecutiveFailures", failures);
    return new ConsecutiveFailures(failures, failures, failures);
  }

  /**
   * Changes the number of failed answers.
   *
   * @param responses those of gateways included
   * @return a changed copy
   */
  public ConsecutiveFailures withResponses(int responses) {
    return new ConsecutiveFailures(responses, gateway, local);
  }

  /**
   * Changes the number of a gateway's failed answers.
   *
   * @param gateway HTTP 502 and 504
   * @return a changed copy
   */
  public ConsecutiveFailures withGateway(int gateway) {
    return new ConsecutiveFailures(responses, gateway, local);
  }

  /**
   * Changes the number of failures without an answer.
   *
   * @param local time-outs, connect failures and broken connections
   * @return a changed copy
   */
  public ConsecutiveFailures withLocal(int local) {
    return new ConsecutiveFailures(responses, gateway, local);
  }

  /**
   * Returns how many failures of different origin are enough.
   *
   * @return the larger of the numbers of responses and of local failures
   */
  public int mixed() {
    return Math.max(responses, local);
  }

  /**
   * Weighs the failures since the last success.
   *
   * @param run the failures in a row
   * @return what they prove
   */
  public Evidence weigh(FailureRun run) {
    if (run.connect() >= local) {
      return Evidence.HARD;
    }
    return run.any() >= mixed()
            || run.responses() >= responses
            || run.gateway() >= gateway
            || run.local() >= local
        ? Evidence.STATISTICAL
        : Evidence.NONE;
  }

  /**
   * Says in words which of these numbers a run has reached, the one that tells most.
   *
   * @param run a run that {@linkplain #weigh proves} something
   * @return such as "5 connect failures in a row"
   */
  public String reason(FailureRun run) {
    if (run.connect() >= local) {
      return local + " connect failures in a row";
    }
    if (run.gateway() >= gateway) {
      return gateway + " gateway failures in a row";
    }
    if (run.local() >= local) {
      return local + " failures without an answer in a row";
    }
    return (run.responses() >= responses ? responses : mixed()) + " failures in a row";
  }

  private static void require(String name, int failures) {
    if (failures < 1 || (failures > FailureRun.MAX && failures != NEVER)) {
      throw new IllegalArgumentException(
          name
              + " is "
              + failures
              + "; it must be 1 to "
              + FailureRun.MAX
              + ", or never (ConsecutiveFailures.NEVER)");
    }
  }
}

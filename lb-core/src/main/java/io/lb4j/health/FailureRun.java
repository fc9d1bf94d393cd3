package io.lb4j.health;

/**
 * How many failures of an endpoint have come without a success in between, by where they were seen.
 * An immutable value. A success ends all runs; what is ignored, and rejections but for what is said
 * below, neither count nor end any.
 *
 * <p>Runs of one origin go on across failures of another, unless those contradict it: an answer, be
 * it a failure or a rejection, shows that the endpoint can be reached.
 *
 * @param any failures of any origin
 * @param responses those that were the endpoint's answers, a gateway's included
 * @param gateway those that a gateway answered for what is behind it; another failed answer ends
 *     them
 * @param local those that were seen here, since no answer came: time-outs, connect failures and
 *     broken connections; any answer ends them
 * @param connect connect failures; any failure of another kind and any answer ends them
 */
public record FailureRun(int any, int responses, int gateway, int local, int connect) {

  /** Runs are not counted further than to this. */
  public static final int MAX = 4095;
}

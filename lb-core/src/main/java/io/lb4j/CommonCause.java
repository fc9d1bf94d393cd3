package io.lb4j;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a run of failures is explained by what the others suffer from too: then it says nothing
 * about the one endpoint, and taking it out only adds to the load of the others. A run counts when
 * it would be rare for an endpoint that fails as often as the others do now; as often as those of
 * the priority do that fares best, since traffic can go there.
 *
 * <p>Guarded by the control loop's lock.
 */
final class CommonCause<T> {

  /** Five failures in a row are rare enough while up to a quarter of the others fail. */
  private static final double RARE = 1e-3;

  /** So many are looked at anew each time, more at most once per tick. */
  private static final int FEW = 64;

  private final Membership<T> membership;
  private final long recentNanos;
  private boolean counted;
  private long countedAtNanos;
  private final Map<Integer, Tally> byPriority = new HashMap<>();

  /** Of one priority, who is in traffic. */
  private static final class Tally {
    private int serving;
    private int failing;
  }

  /**
   * @param recent how long a failure says something of now: a standby that failed once and was not
   *     asked since must not shield the endpoint that fails
   */
  CommonCause(Membership<T> membership, Duration recent) {
    this.membership = membership;
    this.recentNanos = recent.toNanos();
  }

  boolean explains(EndpointState<T> state, long nowNanos) {
    if (!counted
        || membership.members().size() <= FEW
        || nowNanos - countedAtNanos >= ControlLoop.TICK_NANOS) {
      count(nowNanos);
    }
    double share = 1;
    boolean anyOthers = false;
    for (Map.Entry<Integer, Tally> entry : byPriority.entrySet()) {
      Tally tally = entry.getValue();
      // Without the endpoint itself, which is one of those that fail; it is not among them if it
      // serves only because the others are too few.
      boolean isOneOfThem =
          entry.getKey() == state.endpoint().priority() && state.standing().isUsable();
      int others = tally.serving - (isOneOfThem ? 1 : 0);
      if (others > 0) {
        anyOthers = true;
        int failing = Math.max(0, tally.failing - (isOneOfThem ? 1 : 0));
        share = Math.min(share, failing / (double) others);
      }
    }
    return anyOthers && Math.pow(share, state.failureRun().any()) > RARE;
  }

  private void count(long nowNanos) {
    counted = true;
    countedAtNanos = nowNanos;
    byPriority.clear();
    for (EndpointState<T> state : membership.members().values()) {
      if (state.standing().isUsable()) {
        Tally tally =
            byPriority.computeIfAbsent(state.endpoint().priority(), priority -> new Tally());
        tally.serving++;
        tally.failing += state.hasFailedSince(nowNanos - recentNanos) ? 1 : 0;
      }
    }
  }
}

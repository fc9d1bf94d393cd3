package io.lb4j;

/**
 * Whether a run of failures is explained by what the others suffer from too: then it says nothing
 * about the one endpoint, and taking it out only adds to the load of the others. A run counts when
 * it would be rare for an endpoint that fails as often as the others do now.
 *
 * <p>Guarded by the control loop's lock.
 */
final class CommonCause<T> {

  /** Five failures in a row are rare enough while up to a quarter of the others fail. */
  private static final double RARE = 1e-3;

  /** So many are looked at anew each time, more at most once per tick. */
  private static final int FEW = 64;

  private final Membership<T> membership;
  private boolean counted;
  private long countedAtNanos;
  private int serving;
  private int failing;

  CommonCause(Membership<T> membership) {
    this.membership = membership;
  }

  boolean explains(EndpointState<T> state, long nowNanos) {
    if (!counted
        || membership.members().size() <= FEW
        || nowNanos - countedAtNanos >= ControlLoop.TICK_NANOS) {
      count(nowNanos);
    }
    // Without the endpoint itself, which is one of those that fail.
    double share = Math.max(0, failing - 1) / (double) Math.max(1, serving - 1);
    return Math.pow(share, state.failuresInARow()) > RARE;
  }

  private void count(long nowNanos) {
    counted = true;
    countedAtNanos = nowNanos;
    serving = 0;
    failing = 0;
    for (EndpointState<T> state : membership.members().values()) {
      if (state.standing().isUsable()) {
        serving++;
        failing += state.failuresInARow() > 0 ? 1 : 0;
      }
    }
  }
}

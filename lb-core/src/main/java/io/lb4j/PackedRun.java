package io.lb4j;

import io.lb4j.health.FailureRun;
import io.lb4j.request.Outcome;

/**
 * A {@link FailureRun} in one number, so that a report changes it by one atomic operation, and a
 * success sees by one comparison with 0 that there is none. Counts stop at {@link FailureRun#MAX}.
 */
final class PackedRun {

  private static final int BITS = 12;
  private static final int ANY = 0;
  private static final int RESPONSES = BITS;
  private static final int GATEWAY = 2 * BITS;
  private static final int LOCAL = 3 * BITS;
  private static final int CONNECT = 4 * BITS;

  private PackedRun() {}

  /** Returns the run as an outcome that is no success leaves it. */
  static long after(long run, Outcome outcome) {
    if (outcome.kind() == Outcome.Kind.IGNORED) {
      return run;
    }
    if (outcome.kind() == Outcome.Kind.REJECTED) {
      return without(without(run, LOCAL), CONNECT);
    }
    long longer = longer(run, ANY);
    if (outcome.origin() == Outcome.Origin.LOCAL) {
      longer = longer(longer, LOCAL);
      return outcome.kind() == Outcome.Kind.CONNECT_FAILURE
          ? longer(longer, CONNECT)
          : without(longer, CONNECT);
    }
    longer = without(without(longer(longer, RESPONSES), LOCAL), CONNECT);
    return outcome.origin() == Outcome.Origin.GATEWAY
        ? longer(longer, GATEWAY)
        : without(longer, GATEWAY);
  }

  static FailureRun unpack(long run) {
    return new FailureRun(
        count(run, ANY),
        count(run, RESPONSES),
        count(run, GATEWAY),
        count(run, LOCAL),
        count(run, CONNECT));
  }

  private static int count(long run, int shift) {
    return (int) (run >>> shift) & FailureRun.MAX;
  }

  private static long longer(long run, int shift) {
    return count(run, shift) == FailureRun.MAX ? run : run + (1L << shift);
  }

  private static long without(long run, int shift) {
    return run & ~((long) FailureRun.MAX << shift);
  }
}

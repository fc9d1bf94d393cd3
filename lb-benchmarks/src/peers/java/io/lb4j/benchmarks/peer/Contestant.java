package io.lb4j.benchmarks.peer;

import java.util.Set;
import java.util.function.IntFunction;

/**
 * A library's policy in a comparison.
 *
 * @param kind the comparison: the name of lb4j's policy
 * @param library who it comes from
 * @param policy as the library calls it
 * @param leavesOut what it does not do for a request
 * @param factory makes it for a number of endpoints
 */
public record Contestant(
    String kind, String library, String policy, Set<Duty> leavesOut, IntFunction<Peer> factory) {

  /** Returns the name that the benchmark's parameter takes. */
  public String name() {
    return kind + "/" + library + "/" + policy;
  }

  /** Tells whether it does no more than choose, so that our pick is its equal, not our call. */
  public boolean onlyChooses() {
    return leavesOut.size() == Duty.values().length;
  }
}

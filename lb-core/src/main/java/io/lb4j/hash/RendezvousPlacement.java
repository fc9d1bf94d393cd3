package io.lb4j.hash;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rendezvous hashing, also called highest random weight: every member draws a score from the hash
 * and its own name, and the best wins. The one placement under which no hash moves but those of the
 * member that left, or to the one that came, weights included.
 *
 * <p>Use it for up to some hundred members. Not for thousands: a look-up asks every one of them.
 *
 * <p>Immutable and thread-safe. A look-up is O(n), about 1 ns per member, 2.5 with weights, and
 * allocates nothing; rank r costs r + 1 of them. Memory is 8 bytes per member, 16 with weights.
 * Building hashes each name once.
 *
 * <p>Source: Thaler and Ravishankar 1998; weights by −w / ln u after Schindelhauer and Schomaker
 * 2005. No other system is known to place alike.
 */
public final class RendezvousPlacement {

  private final long[] names;
  // Null when all are equal.
  private final double @Nullable [] shares;

  private RendezvousPlacement(long[] names, double @Nullable [] shares) {
    this.names = names;
    this.shares = shares;
  }

  /**
   * Says which members a look-up may choose. A {@link BiPredicate} that does not box the index.
   *
   * @param <C> what the decision goes by
   */
  @FunctionalInterface
  public interface Filter<C> {

    /**
     * Tells whether a member may be chosen.
     *
     * @param index a member
     * @param context what the caller of the look-up passed
     * @return true if it may
     */
    boolean admits(int index, C context);
  }

  /**
   * Prepares a placement.
   *
   * @param keys the members' names, distinct; their order does not matter
   * @param weights the members' weights, positive and finite
   * @return the placement
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static RendezvousPlacement of(String[] keys, double[] weights) {
    Weights.requireMembers(keys, weights);
    double[] shares = Weights.shares(weights);
    long[] names = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      names[i] = KeyHash.xxh64(keys[i]);
    }
    return new RendezvousPlacement(names, Weights.equal(weights) ? null : shares);
  }

  /**
   * Finds the member for a hash.
   *
   * @param hash 64 bits
   * @param rank 0 for the best admitted member, 1 for the second best, and so on
   * @param context passed on to the filter
   * @param filter asked only about members that are the best so far
   * @param <C> what the filter goes by
   * @return the member's index, or −1 if fewer are admitted
   */
  public <C> int index(long hash, int rank, C context, Filter<? super C> filter) {
    int index = -1;
    for (int r = 0; r <= rank; r++) {
      index =
          shares == null
              ? highest(hash, index, context, filter)
              : cheapest(hash, index, shares, context, filter);
      if (index < 0) {
        return -1;
      }
    }
    return index;
  }

  /** The best member below the one given, or of all if that is −1. */
  private <C> int highest(long hash, int below, C context, Filter<? super C> filter) {
    long ceiling = below < 0 ? Long.MAX_VALUE : Mix64.mix(hash ^ names[below]);
    int best = -1;
    long bestScore = Long.MIN_VALUE;
    for (int i = 0; i < names.length; i++) {
      long score = Mix64.mix(hash ^ names[i]);
      if (score >= bestScore
          && (score > bestScore || best < 0)
          && (below < 0 || score < ceiling || (score == ceiling && i > below))
          && filter.admits(i, context)) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }

  private <C> int cheapest(
      long hash, int below, double[] shares, C context, Filter<? super C> filter) {
    double floor = below < 0 ? -1 : cost(hash, below, shares);
    int best = -1;
    double bestCost = Double.POSITIVE_INFINITY;
    for (int i = 0; i < names.length; i++) {
      double u = fraction(hash, i);
      // −ln u is at least 1 − u: most members are out without a logarithm.
      if (1 - u >= bestCost * shares[i]) {
        continue;
      }
      double cost = cost(hash, i, shares);
      if (cost < bestCost
          && (cost > floor || (cost == floor && i > below))
          && filter.admits(i, context)) {
        best = i;
        bestCost = cost;
      }
    }
    return best;
  }

  private double fraction(long hash, int index) {
    return ((Mix64.mix(hash ^ names[index]) >>> 11) + 0.5) * 0x1p-53;
  }

  /** The strict logarithm: all instances must agree to the last bit. */
  private double cost(long hash, int index, double[] shares) {
    return -StrictMath.log(fraction(hash, index)) / shares[index];
  }
}

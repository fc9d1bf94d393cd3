package io.lb4j.select;

import java.util.Arrays;

/**
 * nginx's smooth weighted round robin: every turn each candidate's credit grows by its weight; the
 * one with the most credit has the turn, the first in configuration order on a tie, and pays the
 * sum of all weights.
 *
 * <p>Done literally, a turn costs a pass over all candidates. Here a turn costs O(log c) for c
 * different weights, with the same sequence: seen over time, the credit of a class of equal weights
 * is a straight line that drops whenever its last member has had its turn, so a class overtakes
 * another at a time that can be computed. A tournament tree holds the winner of every pair and the
 * time until which it stays the winner (a kinetic tournament, Basch, Guibas and Hershberger 1997),
 * and plays again only what has expired and what lies above the class that dropped.
 */
final class SmoothOrder implements TurnOrder {

  private static final int NEVER = Integer.MAX_VALUE;
  private static final int NOBODY = -1;

  private final WeightClasses classes;
  // Credit at time 0 of the member whose turn is next, and its place in the class. During a fill
  // the
  // credit at time t is the value plus t weights.
  private final long[] value;
  private final int[] place;

  // The tree exists during a fill only. Node i has the children 2i and 2i + 1; the leaves come
  // last.
  private int[] winner = {};
  private int[] expiry = {};
  private int horizon;

  SmoothOrder(WeightClasses classes) {
    this(classes, new long[classes.count()], new int[classes.count()]);
  }

  private SmoothOrder(WeightClasses classes, long[] value, int[] place) {
    this.classes = classes;
    this.value = value;
    this.place = place;
  }

  @Override
  public TurnOrder copy() {
    return new SmoothOrder(classes, value.clone(), place.clone());
  }

  @Override
  public void fill(int[] turns) {
    begin(turns.length);
    for (int time = 1; time <= turns.length; time++) {
      if (expiry[1] <= time) {
        playExpired(1, time);
      }
      turns[time - 1] = classes.member(winner[1], place[winner[1]]);
      pay(time);
    }
    for (int c = 0; c < value.length; c++) {
      value[c] += classes.weight(c) * turns.length;
    }
    end();
  }

  /**
   * Enters where all are as close to their due as whole turns allow. Turn by turn, the same time
   * finds them near that, too, but nobody could tell where exactly without computing every turn.
   */
  @Override
  public void skipTo(long position) {
    long total = classes.total();
    double owed = 0;
    for (int c = 0; c < value.length; c++) {
      // Remainder of a product that may take more than 64 bits: the low ones suffice once the
      // quotient
      // is known to the nearest unit.
      long weight = classes.weight(c);
      long quotient = (long) ((double) weight * position / total);
      long rest = Math.floorMod(weight * position - quotient * total, total);
      value[c] = rest;
      owed += (double) rest / total * classes.size(c);
    }
    // Fractions of turns add up to whole ones: those who are owed most have had them.
    begin(0);
    for (long turn = Math.round(owed); turn > 0; turn--) {
      pay(0);
    }
    end();
  }

  private void begin(int turns) {
    horizon = turns;
    int leaves = Math.max(2, Integer.highestOneBit(Math.max(1, value.length * 2 - 1)));
    winner = new int[2 * leaves];
    expiry = new int[2 * leaves];
    Arrays.fill(winner, NOBODY);
    Arrays.fill(expiry, NEVER);
    for (int c = 0; c < value.length; c++) {
      winner[leaves + c] = c;
    }
    for (int node = leaves - 1; node >= 1; node--) {
      play(node, 0);
    }
  }

  private void end() {
    winner = new int[0];
    expiry = new int[0];
  }

  /** The overall winner pays for its turn, and its place in the tree is settled anew. */
  private void pay(int time) {
    int c = winner[1];
    if (++place[c] == classes.size(c)) {
      place[c] = 0;
      value[c] -= classes.total();
    }
    for (int node = (winner.length / 2 + c) / 2; node >= 1; node /= 2) {
      play(node, time);
    }
  }

  private void playExpired(int node, int time) {
    for (int child = 2 * node; child <= 2 * node + 1 && child < winner.length / 2; child++) {
      if (expiry[child] <= time) {
        playExpired(child, time);
      }
    }
    play(node, time);
  }

  private void play(int node, int time) {
    int left = winner[2 * node];
    int right = winner[2 * node + 1];
    int until = Math.min(expiry[2 * node], expiry[2 * node + 1]);
    if (left == NOBODY || right == NOBODY) {
      winner[node] = Math.max(left, right);
      expiry[node] = until;
      return;
    }
    // The left subtree holds the lighter classes: only the right one can catch up.
    long gain = classes.weight(right) - classes.weight(left);
    long lead = value[left] - value[right] - gain * time;
    boolean tieGoesRight = classes.member(right, place[right]) < classes.member(left, place[left]);
    if (lead < 0 || (lead == 0 && tieGoesRight)) {
      winner[node] = right;
      expiry[node] = until;
      return;
    }
    winner[node] = left;
    expiry[node] =
        lead > gain * (horizon - time)
            ? until
            : Math.min(until, time + catchUp(lead, gain, tieGoesRight));
  }

  /** Turns until the heavier one leads, at most the horizon. */
  private static int catchUp(long lead, long gain, boolean tieSuffices) {
    long turns = lead / gain;
    return (int) (tieSuffices && turns * gain == lead ? turns : turns + 1);
  }
}

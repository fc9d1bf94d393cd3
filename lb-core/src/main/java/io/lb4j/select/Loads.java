package io.lb4j.select;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A number for each candidate, side by side in memory: a scan of many candidates reads one array
 * instead of several objects per candidate.
 *
 * <p>Kept up to date by the threads that change something: each computes the candidate's number
 * anew and stores it, without locks. Two that change the same candidate at once may leave the older
 * number behind. So all numbers are computed once more after every control tick, by the first pick
 * to notice, which also lets what decays with time decay.
 */
final class Loads {

  private static final VarHandle REFRESHED_AT;

  static {
    try {
      REFRESHED_AT =
          MethodHandles.lookup().findVarHandle(Loads.class, "refreshedAtNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Candidates candidates;
  private final IntToDoubleFunction compute;
  private final boolean packed;
  private final double[] numbers;
  private final @Nullable LeastTree tree;

  // Anything but the present tick, so that the first pick computes all once more: until this picker
  // is published its predecessor's numbers are kept up to date.
  private volatile long refreshedAtNanos;

  Loads(Candidates candidates, IntToDoubleFunction compute) {
    this(candidates, compute, null);
  }

  /** Loads of which the least is asked for; a tree finds it among many. */
  static Loads forLeast(Candidates candidates, IntToDoubleFunction compute, double[] weights) {
    return new Loads(candidates, compute, weights.length < LeastTree.WORTHWHILE ? null : weights);
  }

  private Loads(
      Candidates candidates, IntToDoubleFunction compute, double @Nullable [] treeWeights) {
    this.candidates = candidates;
    this.compute = compute;
    this.packed = candidates.follow(this::changed);
    this.numbers = new double[packed ? candidates.size() : 0];
    this.tree = packed && treeWeights != null ? new LeastTree(numbers, treeWeights) : null;
    this.refreshedAtNanos = candidates.tickNanos() - 1;
    // Those who pick while the first computes all must not take what is not there yet for idle.
    computeAll();
  }

  /**
   * Returns the numbers, up to date, or null if nobody tells of changes: then {@link #at} computes
   * them. The array is live: other threads write to it.
   */
  double @Nullable [] packed() {
    if (!packed) {
      return null;
    }
    long tick = candidates.tickNanos();
    long last = refreshedAtNanos;
    if (tick != last && REFRESHED_AT.compareAndSet(this, last, tick)) {
      computeAll();
    }
    return numbers;
  }

  private void computeAll() {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = compute.applyAsDouble(i);
    }
    if (tree != null) {
      tree.changedAll();
    }
  }

  /** Returns what finds the least number, up to date after {@link #packed}, or null. */
  @Nullable LeastTree tree() {
    return tree;
  }

  double at(int index) {
    return packed ? numbers[index] : compute.applyAsDouble(index);
  }

  private void changed(int index) {
    double number = compute.applyAsDouble(index);
    // Some metrics are moved by reports alone, and what is not written keeps its cache line shared.
    if (number == numbers[index]) {
      return;
    }
    numbers[index] = number;
    if (tree != null) {
      tree.changed(index);
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Of all candidates the one with the least load, drawn by weight among equals: with the first of
 * them every client would run to the same endpoint.
 *
 * <p>A scan sees to slow start itself: a refused pick would only lead to the same endpoint again.
 */
final class Least implements SelectionPolicy {

  private final String name;
  private final LoadMetric metric;

  Least(String name, LoadMetric metric) {
    this.name = name;
    this.metric = metric;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable LoadCell newCell() {
    return metric.newCell();
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.OWN_SLOW_START);
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return new Scan(candidates, metric);
  }

  @Override
  public String toString() {
    return name;
  }

  private static final class Scan implements Picker {

    private final Candidates candidates;
    private final LoadMetric metric;
    private final RandomSource random;
    private final int size;
    private final double closeTo;

    Scan(Candidates candidates, LoadMetric metric) {
      this.candidates = candidates;
      this.metric = metric;
      this.random = candidates.random();
      this.size = candidates.size();
      this.closeTo = 1 + metric.tolerance();
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      int picked = candidates.hasSlowStarts() ? scanOfStarted(context) : -1;
      return picked >= 0 ? picked : scan(context, false);
    }

    /**
     * A starting endpoint is mostly the idlest, so it would win every scan it takes part in. It
     * takes part in its share of them, and is not made to draw against its equals again.
     */
    private int scanOfStarted(SelectionContext context) {
      int picked = scan(context, true);
      if (picked < 0) {
        return -1;
      }
      double least = metric.load(candidates, picked) * closeTo;
      for (int i = 0; i < size; i++) {
        double share = candidates.slowStartShare(i);
        if (share < 1
            && random.nextDouble() * size < share * candidates.relativeWeight(i)
            && metric.load(candidates, i) <= least
            && candidates.admits(i, context)) {
          return i;
        }
      }
      return picked;
    }

    private int scan(SelectionContext context, boolean startedOnly) {
      boolean all = candidates.admitsAll(context);
      long bits = random.nextLong();
      int picked = -1;
      double least = Double.POSITIVE_INFINITY;
      double weightOfEquals = 0;
      for (int i = 0; i < size; i++) {
        if ((!all && !candidates.admits(i, context))
            || (startedOnly && candidates.slowStartShare(i) < 1)) {
          continue;
        }
        double load = metric.load(candidates, i);
        if (load * closeTo < least) {
          least = load;
          weightOfEquals = candidates.relativeWeight(i);
          picked = i;
        } else if (load <= least * closeTo) {
          double weight = candidates.relativeWeight(i);
          weightOfEquals += weight;
          bits = CheapRandom.next(bits);
          if (CheapRandom.fraction(bits) * weightOfEquals < weight) {
            picked = i;
          }
        }
      }
      return picked;
    }

    @Override
    public double load(int index) {
      return metric.load(candidates, index);
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Of two candidates drawn by weight, the one with less load; the first drawn on a tie.
 *
 * <p>Equal weights are drawn without replacement. Unequal ones are drawn with it, because two
 * distinct draws favour the light: of two endpoints both are always drawn, and each would win half
 * of the time whatever their weights. An endpoint drawn twice has won, unless another is twice as
 * good, so that weights are kept when load is alike and a slow endpoint is still avoided. For the
 * same reason the second must win by more than the metric's noise: the heavy endpoint, which is
 * sampled more, has seen the higher peaks.
 */
final class PowerOfTwo implements SelectionPolicy {

  private final String name;
  private final LoadMetric metric;

  PowerOfTwo(String name, LoadMetric metric) {
    this.name = name;
    this.metric = metric;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Spread spread() {
    return Spread.BY_LOAD;
  }

  @Override
  public @Nullable LoadCell newCell() {
    return metric.newCell();
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return new TwoChoices(candidates, metric);
  }

  @Override
  public String toString() {
    return name;
  }

  private static final class TwoChoices implements Picker {

    /** How much better another must be than an endpoint that was drawn twice. */
    private static final double DRAWN_TWICE_HANDICAP = 2;

    private final Candidates candidates;
    private final LoadMetric metric;
    private final RandomSource random;
    private final int size;
    private final @Nullable AliasTable byWeight;
    private final double weightedHandicap;

    TwoChoices(Candidates candidates, LoadMetric metric) {
      this.candidates = candidates;
      this.metric = metric;
      this.random = candidates.random();
      this.size = candidates.size();
      this.weightedHandicap = 1 + metric.tolerance();
      this.byWeight =
          candidates.hasEqualWeights() ? null : new AliasTable(size, candidates::relativeWeight);
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      if (size == 1) {
        return 0;
      }
      long bits = random.nextLong();
      int high = (int) (bits >>> 32);
      int low = (int) bits;
      int first;
      int second;
      double handicap = 1;
      if (byWeight == null) {
        first = RandomSource.bounded(high, size);
        second = RandomSource.bounded(low, size - 1);
        second = second < first ? second : second + 1;
      } else {
        first = byWeight.draw(high);
        second = byWeight.draw(low);
        handicap = weightedHandicap;
        if (second == first) {
          second = byWeight.drawOther(first, random);
          handicap = DRAWN_TWICE_HANDICAP;
        }
      }
      if (!context.allowsAll() && !candidates.admits(first, context)) {
        return second;
      }
      if (metric.load(candidates, second) * handicap < metric.load(candidates, first)
          && (context.allowsAll() || candidates.admits(second, context))) {
        return second;
      }
      return first;
    }

    @Override
    public double load(int index) {
      return metric.load(candidates, index);
    }
  }
}

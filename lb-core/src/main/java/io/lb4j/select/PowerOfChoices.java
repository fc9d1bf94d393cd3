package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import org.jspecify.annotations.Nullable;

/** Of d candidates drawn by weight, the one with the least load; the first drawn among equals. */
final class PowerOfChoices implements SelectionPolicy {

  private static final int MAX_CHOICES = 100;

  private final int choices;
  private final LoadMetric metric;

  PowerOfChoices(int choices, LoadMetric metric) {
    if (choices < 1 || choices > MAX_CHOICES) {
      throw new IllegalArgumentException(
          "choices is " + choices + "; it must be 1 to " + MAX_CHOICES + " (2 is what pays most)");
    }
    this.choices = choices;
    this.metric = metric;
  }

  @Override
  public String name() {
    return "power_of_" + choices + "_choices_" + metric.name();
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
    return new Choices(candidates, metric, Math.min(choices, candidates.size()));
  }

  @Override
  public String toString() {
    return name();
  }

  private static final class Choices implements Picker {

    private final Candidates candidates;
    private final LoadMetric metric;
    private final int choices;
    private final RandomSource random;
    private final int size;
    private final @Nullable AliasTable byWeight;

    Choices(Candidates candidates, LoadMetric metric, int choices) {
      this.candidates = candidates;
      this.metric = metric;
      this.choices = choices;
      this.random = candidates.random();
      this.size = candidates.size();
      this.byWeight =
          candidates.hasEqualWeights() ? null : new AliasTable(size, candidates::relativeWeight);
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      boolean all = context.allowsAll();
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < choices; i++) {
        int index = draw();
        double load = metric.load(candidates, index);
        if (load < least && (all || candidates.admits(index, context))) {
          best = index;
          least = load;
        }
      }
      return best >= 0 ? best : draw();
    }

    /**
     * Draws with replacement: for more than two choices a repetition costs a little of the choice,
     * and avoiding it would cost a memory of what was drawn.
     */
    private int draw() {
      int bits = (int) (random.nextLong() >>> 32);
      return byWeight == null ? RandomSource.bounded(bits, size) : byWeight.draw(bits);
    }

    @Override
    public double load(int index) {
      return metric.load(candidates, index);
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws by weight ÷ (requests in flight + 1)^bias: Envoy's active request bias. Bias 0 is weighted
 * random; the larger the bias, the more the busy give way.
 */
final class WeightedLeastRequests implements SelectionPolicy {

  private final double bias;

  WeightedLeastRequests(double bias) {
    if (!(bias >= 0 && bias <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "bias is " + bias + "; it must be finite and not negative");
    }
    this.bias = bias;
  }

  @Override
  public String name() {
    return "weighted_least_requests";
  }

  @Override
  public LoadCell newCell() {
    return new FailurePenalty();
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.OWN_SLOW_START);
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return new Draw(candidates, bias);
  }

  @Override
  public String toString() {
    return name() + "(" + bias + ")";
  }

  private static final class Draw implements Picker {

    private final Candidates candidates;
    private final double bias;
    private final RandomSource random;

    Draw(Candidates candidates, double bias) {
      this.candidates = candidates;
      this.bias = bias;
      this.random = candidates.random();
    }

    /**
     * One pass: each candidate takes the place of the one before it with its share of the sum so
     * far.
     */
    @Override
    public int pick(SelectionContext context, int attempt) {
      boolean all = candidates.admitsAll(context);
      double sum = 0;
      int picked = -1;
      long bits = random.nextLong();
      for (int i = 0; i < candidates.size(); i++) {
        if (!all && !candidates.admits(i, context)) {
          continue;
        }
        double weight = candidates.slowStartShare(i) / load(i);
        sum += weight;
        bits = CheapRandom.next(bits);
        if (CheapRandom.fraction(bits) * sum < weight) {
          picked = i;
        }
      }
      return picked;
    }

    @Override
    public double load(int index) {
      double busy = candidates.inFlight(index) + 1;
      double power = bias == 1 ? busy : Math.pow(busy, bias);
      double penalty =
          candidates.cell(index) instanceof FailurePenalty failures
              ? failures.at(candidates.tickNanos())
              : 1;
      return power * penalty / candidates.relativeWeight(index);
    }
  }
}

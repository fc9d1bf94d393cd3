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
  public Spread spread() {
    return Spread.BY_LOAD;
  }

  @Override
  public LoadCell newCell() {
    return new FailurePenalty();
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.OWN_TRAFFIC_SHARES);
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
    private final Loads weights;

    Draw(Candidates candidates, double bias) {
      this.candidates = candidates;
      this.bias = bias;
      this.random = candidates.random();
      this.weights = new Loads(candidates, index -> 1 / load(index));
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      double[] packed = weights.packed();
      int picked =
          packed != null && candidates.admitsAll(context) && !candidates.hasReducedShares()
              ? drawPacked(packed)
              : -1;
      return picked >= 0 ? picked : draw(context);
    }

    /** The same as {@link #draw} where nothing needs to be asked. */
    private int drawPacked(double[] all) {
      double sum = 0;
      for (double weight : all) {
        sum += weight;
      }
      double drawn = random.nextDouble() * sum;
      for (int i = 0; i < all.length; i++) {
        drawn -= all[i];
        if (drawn < 0) {
          return i;
        }
      }
      return -1;
    }

    private int draw(SelectionContext context) {
      boolean all = candidates.admitsAll(context);
      boolean starts = candidates.hasReducedShares();
      double sum = 0;
      for (int i = 0; i < candidates.size(); i++) {
        if (all || candidates.admits(i, context)) {
          sum += weight(i, starts);
        }
      }
      double drawn = random.nextDouble() * sum;
      int last = -1;
      for (int i = 0; i < candidates.size(); i++) {
        if (all || candidates.admits(i, context)) {
          drawn -= weight(i, starts);
          if (drawn < 0) {
            return i;
          }
          last = i;
        }
      }
      // Rounding, or weights that changed meanwhile.
      return last;
    }

    private double weight(int index, boolean starts) {
      double weight = weights.at(index);
      return starts ? weight * candidates.trafficShare(index) : weight;
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

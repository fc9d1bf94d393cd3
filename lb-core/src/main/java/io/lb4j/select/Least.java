package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import java.util.Arrays;
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
  public Spread spread() {
    return Spread.BY_LOAD;
  }

  @Override
  public @Nullable LoadCell newCell() {
    return metric.newCell();
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.OWN_TRAFFIC_SHARES);
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
    private final Loads loads;
    private final double[] weights;
    private final RandomSource random;
    private final int size;
    private final double closeTo;

    Scan(Candidates candidates, LoadMetric metric) {
      this.candidates = candidates;
      this.metric = metric;
      this.random = candidates.random();
      this.size = candidates.size();
      this.closeTo = 1 + metric.tolerance();
      this.weights = new double[size];
      Arrays.setAll(weights, candidates::relativeWeight);
      this.loads =
          closeTo == 1
              ? Loads.forLeast(candidates, this::load, weights)
              : new Loads(candidates, this::load);
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      double[] packed = loads.packed();
      if (candidates.hasReducedShares()) {
        int picked = scanOfStarted(context);
        return picked >= 0 ? picked : scan(context, false);
      }
      if (packed == null || !candidates.admitsAll(context)) {
        return scan(context, false);
      }
      LeastTree tree = loads.tree();
      int picked = tree == null ? -1 : tree.draw(random);
      return picked >= 0 ? picked : scanPacked(packed);
    }

    /**
     * The same as {@link #scan} where nothing needs to be asked: loops that compile to the bone.
     */
    private int scanPacked(double[] all) {
      double least = Double.POSITIVE_INFINITY;
      int idlest = 0;
      for (int i = 0; i < all.length; i++) {
        if (all[i] < least) {
          least = all[i];
          idlest = i;
        }
      }
      double bound = least * closeTo;
      // None before it is as idle, but some may be close.
      int from = closeTo == 1 ? idlest : 0;
      double weightOfEquals = 0;
      for (int i = from; i < all.length; i++) {
        if (all[i] <= bound) {
          weightOfEquals += weights[i];
        }
      }
      if (weightOfEquals == weights[idlest]) {
        return idlest;
      }
      double drawn = random.nextDouble() * weightOfEquals;
      for (int i = from; i < all.length; i++) {
        if (all[i] <= bound) {
          drawn -= weights[i];
          if (drawn < 0) {
            return i;
          }
        }
      }
      // Loads have changed meanwhile.
      return idlest;
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
      double bound = loads.at(picked) * closeTo;
      // The weights come to the size.
      double drawn = random.nextDouble() * size;
      for (int i = 0; i < size; i++) {
        double share = candidates.trafficShare(i);
        if (share < 1 && loads.at(i) <= bound && candidates.admits(i, context)) {
          drawn -= share * weights[i];
          if (drawn < 0) {
            return i;
          }
        }
      }
      return picked;
    }

    private int scan(SelectionContext context, boolean startedOnly) {
      boolean everyone = !startedOnly && candidates.admitsAll(context);
      int idlest = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < size; i++) {
        double load = loads.at(i);
        if (load < least && (everyone || takesPart(i, context, startedOnly))) {
          least = load;
          idlest = i;
        }
      }
      return idlest < 0 ? -1 : drawAmongEquals(context, startedOnly, idlest, least * closeTo);
    }

    /**
     * Counts first and draws once: a draw for each of many equals would cost more than the scan.
     */
    private int drawAmongEquals(
        SelectionContext context, boolean startedOnly, int idlest, double bound) {
      boolean everyone = !startedOnly && candidates.admitsAll(context);
      double weight = 0;
      for (int i = 0; i < size; i++) {
        if (loads.at(i) <= bound && (everyone || takesPart(i, context, startedOnly))) {
          weight += weights[i];
        }
      }
      double drawn = random.nextDouble() * weight;
      for (int i = 0; i < size; i++) {
        if (loads.at(i) <= bound && (everyone || takesPart(i, context, startedOnly))) {
          drawn -= weights[i];
          if (drawn < 0) {
            return i;
          }
        }
      }
      // Loads have changed meanwhile.
      return idlest;
    }

    private boolean takesPart(int index, SelectionContext context, boolean startedOnly) {
      return candidates.admits(index, context)
          && !(startedOnly && candidates.trafficShare(index) < 1);
    }

    @Override
    public double load(int index) {
      return metric.load(candidates, index);
    }
  }
}

package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another policy's choice, unless it carries more than its share of the load: then the next choice
 * that does not.
 *
 * <p>A candidate may take a request while it has fewer in flight than ⌈c·(m + 1)·w / Σw⌉, m being
 * in flight in all. These bounds add up to more than m, so somebody always has room.
 */
final class BoundedLoad implements SelectionPolicy {

  /**
   * How often the other policy is asked before a scan decides: enough to keep keys in its order.
   */
  private static final int MAX_ASKED = 16;

  private final SelectionPolicy policy;
  private final double factor;

  BoundedLoad(SelectionPolicy policy, double factor) {
    if (!(factor >= 1 && factor <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the factor of a bounded load is "
              + factor
              + "; it must be at least 1 and finite, usually 1.25");
    }
    this.policy = policy;
    this.factor = factor;
  }

  @Override
  public String name() {
    return "bounded_" + policy.name();
  }

  @Override
  public Spread spread() {
    return policy.spread();
  }

  @Override
  public @Nullable LoadCell newCell() {
    return policy.newCell();
  }

  @Override
  public Set<Trait> traits() {
    Set<Trait> traits = EnumSet.of(Trait.TOTAL_IN_FLIGHT);
    traits.addAll(policy.traits());
    return Set.copyOf(traits);
  }

  @Override
  public void requireSuitable(Collection<? extends Endpoint<?>> endpoints) {
    policy.requireSuitable(endpoints);
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return new Bounded(
        candidates,
        policy.newPicker(candidates, predecessor instanceof Bounded last ? last.picker : null),
        factor);
  }

  @Override
  public String toString() {
    return name();
  }

  private static final class Bounded implements Picker {

    private final Candidates candidates;
    private final Picker picker;
    private final int size;
    private final double factorPerCandidate;

    Bounded(Candidates candidates, Picker picker, double factor) {
      this.candidates = candidates;
      this.picker = picker;
      this.size = candidates.size();
      this.factorPerCandidate = factor / size;
    }

    /**
     * Refused choices are counted by candidates with room, so that an attempt goes on where the
     * last ended.
     */
    @Override
    public int pick(SelectionContext context, int attempt) {
      int total = candidates.totalInFlight();
      int first = -1;
      int last = -1;
      int refused = 0;
      for (int asked = 0; asked < MAX_ASKED; asked++) {
        int index = picker.pick(context, asked);
        if (index < 0 || index >= size) {
          break;
        }
        first = asked == 0 ? index : first;
        if (index != last && hasRoom(index, total, context)) {
          if (refused == attempt) {
            return index;
          }
          last = index;
          refused++;
        }
      }
      int index = scan(context, attempt - refused, total, last);
      // Nobody the request may go to has room: its own candidate then, and the balancer from there.
      return index < 0 && attempt == 0 ? first : index;
    }

    /**
     * From a place that depends on the key: the overflow of a hot key does not always hit the same.
     */
    private int scan(SelectionContext context, int attempt, int total, int refusedLast) {
      long key = context.hasHash() ? context.hash() : candidates.random().nextLong();
      int start = (int) Long.remainderUnsigned(key * 0x9e3779b97f4a7c15L, size);
      int refused = 0;
      for (int i = 0; i < size; i++) {
        int index = start + i < size ? start + i : start + i - size;
        if (index != refusedLast && hasRoom(index, total, context) && refused++ == attempt) {
          return index;
        }
      }
      return -1;
    }

    private boolean hasRoom(int index, int total, SelectionContext context) {
      double share = factorPerCandidate * (total + 1.0) * candidates.relativeWeight(index);
      // A rounding error above a whole number is not another slot.
      return candidates.inFlight(index) < Math.ceil(share * (1 - 1e-12))
          && candidates.admits(index, context);
    }

    @Override
    public double load(int index) {
      return picker.load(index);
    }
  }
}

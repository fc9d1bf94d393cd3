package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The weights of the endpoints, scheduled by static stride. */
final class StaticStrideTurns implements SelectionPolicy {

  @Override
  public String name() {
    return "static_stride";
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    AtomicLong cursor =
        predecessor instanceof Strider strider
            ? strider.stride.cursor()
            : new AtomicLong(candidates.random().nextLong() >>> 32);
    double[] weights = new double[candidates.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = candidates.relativeWeight(i);
    }
    return new Strider(StaticStride.of(weights, cursor));
  }

  @Override
  public String toString() {
    return name();
  }

  private record Strider(StaticStride stride) implements Picker {

    @Override
    public int pick(SelectionContext context, int attempt) {
      return stride.next();
    }
  }
}

package io.lb4j.simulator.policy;

import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.select.LoadMetric;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import org.jspecify.annotations.Nullable;

/** The endpoint of least load by any metric, any of them on a tie. */
record GlobalMinimum(LoadMetric metric) implements SelectionPolicy {

  @Override
  public String name() {
    return "least_" + metric.name();
  }

  @Override
  public @Nullable LoadCell newCell() {
    return metric.newCell();
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return (context, attempt) -> pick(candidates, context);
  }

  private int pick(Candidates candidates, SelectionContext context) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    int ties = 0;
    for (int i = 0; i < candidates.size(); i++) {
      double load = metric.load(candidates, i);
      if (load > least || !candidates.admits(i, context)) {
        continue;
      }
      ties = load < least ? 1 : ties + 1;
      if (ties == 1 || candidates.random().nextInt(ties) == 0) {
        best = i;
      }
      least = load;
    }
    return best;
  }
}

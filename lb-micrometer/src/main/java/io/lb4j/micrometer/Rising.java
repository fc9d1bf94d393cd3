package io.lb4j.micrometer;

import io.lb4j.snapshot.BalancerSnapshot;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A count of the snapshot that never falls. Counts that are read while traffic goes on may be one
 * lower for a moment, when a selection is taken back; Prometheus would take that for a restart.
 */
final class Rising implements ToDoubleFunction<LatestSnapshot> {

  private final ToLongFunction<BalancerSnapshot> count;
  private final AtomicLong highest = new AtomicLong();

  Rising(ToLongFunction<BalancerSnapshot> count) {
    this.count = count;
  }

  @Override
  public double applyAsDouble(LatestSnapshot latest) {
    return highest.accumulateAndGet(count.applyAsLong(latest.get()), Math::max);
  }
}

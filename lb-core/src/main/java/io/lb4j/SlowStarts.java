package io.lb4j;

import io.lb4j.health.SlowStart;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Members whose share still grows. Guarded by the control loop's lock. */
final class SlowStarts<T> {

  private final SlowStart slowStart;
  private final Set<EndpointState<T>> ramping = new LinkedHashSet<>();

  SlowStarts(SlowStart slowStart) {
    this.slowStart = slowStart;
  }

  void start(EndpointState<T> state, long nowNanos) {
    if (!slowStart.window().isZero()) {
      state.setRamp(new Ramp(slowStart, nowNanos));
      ramping.add(state);
    }
  }

  /** Takes up a member that returned after a short absence, as it left. */
  void resume(EndpointState<T> state) {
    if (state.ramp() != null) {
      ramping.add(state);
    }
  }

  void remove(EndpointState<T> state) {
    ramping.remove(state);
  }

  /** Ends those whose time is over; true if any was. Begins anew those that a clock set back. */
  boolean tick(long nowNanos) {
    List<EndpointState<T>> over = new ArrayList<>(0);
    for (EndpointState<T> state : ramping) {
      Ramp ramp = state.ramp();
      if (ramp == null || ramp.isOver(nowNanos)) {
        over.add(state);
      } else if (ramp.isAheadOf(nowNanos)) {
        state.setRamp(new Ramp(slowStart, nowNanos));
      }
    }
    over.forEach(
        state -> {
          state.setRamp(null);
          ramping.remove(state);
        });
    return !over.isEmpty();
  }
}

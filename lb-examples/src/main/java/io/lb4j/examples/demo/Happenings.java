package io.lb4j.examples.demo;

import io.lb4j.BalancerListener;
import io.lb4j.health.HealthState;
import io.lb4j.snapshot.PanicChange;
import io.lb4j.snapshot.StateChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was done to the servers, and what the balancers made of it. Thread-safe. */
final class Happenings {

  /**
   * One thing that happened.
   *
   * @param at milliseconds since 1970
   * @param side whose balancer found it, or null for what was done to both
   * @param server whom it befell, or null for more than one
   * @param state what the balancer now takes the server for, or null for what is no change of that
   */
  record Happening(
      long at,
      @Nullable SideName side,
      @Nullable String server,
      @Nullable HealthState state,
      String text) {}

  // Guarded by this.
  private List<Happening> untold = new ArrayList<>();

  void done(@Nullable String server, String text) {
    add(new Happening(System.currentTimeMillis(), null, server, null, text));
  }

  /** Hears what one side's balancer finds. */
  BalancerListener hear(SideName side) {
    return new BalancerListener() {
      @Override
      public void stateChanged(StateChange change) {
        add(
            new Happening(
                change.at().toEpochMilli(),
                side,
                change.endpointId(),
                change.to(),
                change.reason()));
      }

      @Override
      public void panicChanged(PanicChange change) {
        String text =
            (change.panicking() ? "too few can serve, so all are asked: " : "enough can serve: ")
                + change.usable()
                + " of "
                + change.available();
        add(new Happening(change.at().toEpochMilli(), side, null, null, text));
      }
    };
  }

  /** Everything since this was last called. */
  synchronized List<Happening> take() {
    List<Happening> told = untold;
    untold = new ArrayList<>();
    return told;
  }

  private synchronized void add(Happening happening) {
    untold.add(happening);
  }
}

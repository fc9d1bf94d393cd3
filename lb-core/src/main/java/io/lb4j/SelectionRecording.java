package io.lb4j;

import io.lb4j.jfr.BalancerEvents;
import org.jspecify.annotations.Nullable;

/**
 * Has leases observed for Flight Recorder while a recording wants them, so that they cost nothing
 * while none does. Looked after by the tick alone.
 */
final class SelectionRecording {

  private final @Nullable BalancerEvents events;
  private final LeaseLedger ledger;
  private final LeaseObserver observer;
  private boolean recording;

  SelectionRecording(String balancer, @Nullable BalancerEvents events, LeaseLedger ledger) {
    this.events = events;
    this.ledger = ledger;
    this.observer =
        (endpoint, attempt, outcome, latencyNanos) -> {
          if (events != null) {
            events.reported(balancer, endpoint.id(), attempt, outcome, latencyNanos);
          }
        };
  }

  void tick() {
    boolean wanted = events != null && events.wantsSelections();
    if (wanted && !recording) {
      ledger.add(observer);
    } else if (!wanted && recording) {
      ledger.remove(observer);
    }
    recording = wanted;
  }
}

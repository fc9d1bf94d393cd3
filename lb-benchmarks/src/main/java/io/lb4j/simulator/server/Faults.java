package io.lb4j.simulator.server;

import io.lb4j.simulator.engine.RandomStream;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What goes wrong at one server now, and which of it meets what arrives. For one thread. */
final class Faults {

  private final RandomStream random;
  private final Overlay<Fault> byCause = new Overlay<>();
  // What the overlay comes to, for every request to read.
  private Fault[] newestFirst = {};

  Faults(RandomStream random) {
    this.random = random;
  }

  void set(Object cause, @Nullable Fault changed) {
    byCause.set(cause, changed);
    newestFirst = byCause.newestFirst().toArray(Fault[]::new);
  }

  /** What the next request meets; null if it is spared. */
  @Nullable Fault metByRequest() {
    return newestFirst.length == 0 ? null : met(Fault.Kind::meetsRequests);
  }

  /** What the next question about the server's load meets. */
  @Nullable Fault metByProbe() {
    return met(Fault.Kind::breaksConnections);
  }

  /** What the next health check meets. */
  @Nullable Fault metByCheck() {
    return met(Fault.Kind::meetsChecks);
  }

  private @Nullable Fault met(Predicate<Fault.Kind> kinds) {
    for (Fault fault : newestFirst) {
      if (kinds.test(fault.kind()) && isMet(fault)) {
        return fault;
      }
    }
    return null;
  }

  private boolean isMet(Fault fault) {
    return fault.share() == 1 || random.nextDouble() < fault.share();
  }
}

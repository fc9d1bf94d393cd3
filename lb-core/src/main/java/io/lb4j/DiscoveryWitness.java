package io.lb4j;

import io.lb4j.endpoint.Readiness;
import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns the readiness that endpoints are published with into verdicts. Holds nothing itself. */
final class DiscoveryWitness<T> {

  private final Verdicts<T> verdicts;

  DiscoveryWitness(Verdicts<T> verdicts) {
    this.verdicts = verdicts;
  }

  /** Looks at a member that an update named. */
  void look(EndpointState<T> state) {
    Readiness readiness = state.endpoint().readiness();
    Verdict held = state.standing().verdict(Witness.DISCOVERY);
    switch (readiness) {
      case READY -> verdicts.lift(state, Witness.DISCOVERY, "ready, says discovery");
      case DEGRADED -> hold(state, held, HealthState.DEGRADED, Evidence.NONE);
      case DRAINING -> hold(state, held, HealthState.DRAINING, Evidence.NONE);
      case UNREADY -> hold(state, held, HealthState.UNHEALTHY, Evidence.HARD);
    }
  }

  private void hold(
      EndpointState<T> state, @Nullable Verdict held, HealthState found, Evidence evidence) {
    if (held == null || held.state() != found) {
      String reason = state.endpoint().readiness().name().toLowerCase(Locale.ROOT);
      verdicts.put(
          state,
          new Verdict(
              Witness.DISCOVERY,
              found,
              evidence,
              reason + ", says discovery",
              verdicts.now(),
              null));
    }
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Successes are what has ended and did not end otherwise. */
final class OutcomeTallyTest {

  private static final int IN_FLIGHT_BITS = 24;

  private final VirtualFleet fleet = new VirtualFleet(1);
  private final EndpointState<String> state =
      Objects.requireNonNull(((DefaultBalancer<String>) fleet.balancer).table().members().get("a"));

  private void setSelections(long selections) throws ReflectiveOperationException {
    VarHandle slots =
        MethodHandles.privateLookupIn(SlotTally.class, MethodHandles.lookup())
            .findVarHandle(SlotTally.class, "slots", long.class);
    slots.set(state, selections << IN_FLIGHT_BITS);
  }

  @Test
  void theyGoOnWhenSelectionsRunOver() throws ReflectiveOperationException {
    long quarter = 1L << (OutcomeTally.END_BITS - 2);
    for (int i = 1; i < 4; i++) {
      setSelections(i * quarter);
      assertThat(state.successes()).isEqualTo(i * quarter);
    }
    setSelections(4 * quarter - 2);

    fleet.report("a", Outcome.success(), 5);
    fleet.report("a", Outcome.failure(), 2);
    fleet.report("a", Outcome.success(), 1);

    assertThat(state.successes()).isEqualTo(4 * quarter + 4);
    assertThat(state.failures()).isEqualTo(2);
  }

  @Test
  void whatIsOpenDoesNotCountYetNorWhatEndsOtherwise() {
    Lease<String> broken = fleet.leaseOn("a");
    broken.report(Outcome.success());
    Lease<String> late = fleet.leaseOn("a");
    late.close();
    fleet.report("a", Outcome.success(), 3);
    assertThat(state.successes()).isEqualTo(3);

    broken.report(Outcome.failure());
    assertThat(state.successes()).isEqualTo(3);
    broken.close();
    assertThat(state.successes()).isEqualTo(3);
    late.report(Outcome.success());
    assertThat(state.successes()).isEqualTo(4);
    fleet.report("a", Outcome.ignored(), 2);
    fleet.report("a", Outcome.rejected(), 2);
    assertThat(state.successes()).isEqualTo(4);
    assertThat(state.ends()).isEqualTo(9);
  }
}

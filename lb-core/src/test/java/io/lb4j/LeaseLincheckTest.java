package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.request.Outcome;
import io.lb4j.stats.OutcomeCounts;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Three threads cancel, complete and time out one lease in every order that fits the model
 * checker's budget; in each it must end exactly once.
 */
public class LeaseLincheckTest {

  /** Made by Lincheck, once per execution. */
  public LeaseLincheckTest() {
    state.acquire();
  }

  private final EndpointState<String> state =
      new EndpointState<>(
          Endpoint.of("a", "a"),
          Standing.GOOD,
          null,
          new LeaseLedger(
              "lincheck",
              new SteadyClock(() -> 0),
              EjectionPolicy.off(),
              false,
              null,
              false,
              null,
              suspect -> {}));
  private final SlotLease<String> lease = new SlotLease<>(state, 0);
  private volatile boolean judged;

  @Operation
  public void succeed() {
    judged = true;
    lease.report(Outcome.success());
  }

  @Operation
  public void timeOut() {
    judged = true;
    lease.report(Outcome.timeout());
  }

  @Operation
  public void cancel() {
    judged = true;
    lease.report(Outcome.ignored());
  }

  @Operation
  public void close() {
    lease.close();
  }

  /** What must hold once all three threads are done, whatever they did. */
  @Validate
  public void theLeaseEndedExactlyOnce() {
    boolean open = lease.isOpen();
    int inFlight = state.inFlight();
    OutcomeCounts counts = state.counts();
    long expected = judged && !(open && counts.total() == 0) ? 1 : 0;
    if (inFlight != (open ? 1 : 0) || counts.total() != expected) {
      throw new IllegalStateException("open " + open + ", in flight " + inFlight + ", " + counts);
    }
  }

  @Test
  void leasesAreLinearizable() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(2)
        .iterations(20)
        .invocationsPerIteration(500)
        .check(getClass());
  }
}

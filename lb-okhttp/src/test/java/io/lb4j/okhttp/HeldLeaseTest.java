package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the balancer hears of a lease whose end several events announce. */
final class HeldLeaseTest {

  private final List<String> heard = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private final HeldLease lease = new HeldLease(new Heard());

  @Test
  void aSuccessIsReportedAndTheSlotGivenBack() {
    lease.report(Outcome.success());
    assertThat(lease.isReleased()).isFalse();
    lease.release(Outcome.ignored());
    lease.release(Outcome.timeout(), Outcome.timeout());

    assertThat(heard).containsExactly("SUCCESS", "close");
    assertThat(lease.isReleased()).isTrue();
  }

  @Test
  void whatWasNeverReportedIsReportedAtTheEnd() {
    lease.release(Outcome.timeout());
    lease.report(Outcome.success());

    assertThat(heard).containsExactly("TIMEOUT", "close");
  }

  @Test
  void aSuccessThatBreaksIsCorrected() {
    lease.report(Outcome.success());
    lease.release(Outcome.ignored(), Outcome.timeout());

    assertThat(heard).containsExactly("SUCCESS", "TIMEOUT", "close");
  }

  @Test
  void aFailureIsNotCorrected() {
    lease.report(Outcome.connectFailure());
    lease.release(Outcome.ignored(), Outcome.timeout());

    assertThat(heard).containsExactly("CONNECT_FAILURE", "close");
  }

  @Test
  void anEndThatComesDuringTheReportWaitsForIt() {
    meanwhile = () -> lease.release(Outcome.ignored());
    lease.report(Outcome.success());

    assertThat(heard).containsExactly("SUCCESS", "close");
    assertThat(lease.isReleased()).isTrue();
  }

  @Test
  void aCorrectionThatComesDuringTheReportFollowsIt() {
    meanwhile = () -> lease.release(Outcome.timeout(), Outcome.timeout());
    lease.report(Outcome.success());
    lease.release(Outcome.ignored());

    assertThat(heard).containsExactly("SUCCESS", "TIMEOUT", "close");
  }

  @Test
  void aReportThatThrowsLosesNoSlot() {
    meanwhile =
        () -> {
          lease.release(Outcome.ignored());
          throw new OutOfMemoryError("in a callback");
        };
    assertThatThrownBy(() -> lease.report(Outcome.success())).isInstanceOf(OutOfMemoryError.class);

    assertThat(heard).containsExactly("close");
  }

  /** Notes what it is told, once whatever happens meanwhile has happened. */
  private final class Heard implements Lease<URI> {

    @Override
    public Endpoint<URI> endpoint() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void report(Outcome outcome) {
      meanwhile.run();
      heard.add(outcome.kind().name());
    }

    @Override
    public void close() {
      heard.add("close");
    }
  }
}

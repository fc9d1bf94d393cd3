package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.lb4j.request.Outcome;
import io.lb4j.stats.OutcomeCounts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a lease promises, one promise a test. */
final class LeaseContractTest {

  private static final Duration TICK = Duration.ofMillis(100);

  private final VirtualFleet fleet = new VirtualFleet(1);

  private Lease<String> lease() {
    return fleet.balancer.select();
  }

  private OutcomeCounts counts() {
    return fleet.look("a").counts();
  }

  @Test
  void selectingTakesASlotAndClosingGivesItBack() {
    Lease<String> lease = lease();
    assertThat(fleet.look("a").inFlight()).isEqualTo(1);
    lease.close();
    assertThat(fleet.look("a").inFlight()).isZero();
    assertThat(fleet.look("a").selections()).isEqualTo(1);
  }

  @Test
  void closingTwiceReleasesOnce() {
    Lease<String> other = lease();
    Lease<String> lease = lease();
    lease.close();
    lease.close();
    assertThat(fleet.look("a").inFlight()).isEqualTo(1);
    other.close();
  }

  @Test
  void aSuccessCountsWhenTheLeaseCloses() {
    Lease<String> lease = lease();
    lease.report(Outcome.success());
    assertThat(counts().successes()).isZero();
    lease.close();
    assertThat(counts().successes()).isEqualTo(1);
  }

  @Test
  void aFailureCountsAtOnce() {
    Lease<String> lease = lease();
    lease.report(Outcome.failure());
    assertThat(counts().failures()).isEqualTo(1);
    lease.close();
    assertThat(counts().total()).isEqualTo(1);
  }

  @Test
  void onlyTheFirstReportCounts() {
    Lease<String> lease = lease();
    lease.report(Outcome.failure());
    lease.report(Outcome.success());
    lease.report(Outcome.timeout());
    lease.close();
    assertThat(counts()).isEqualTo(new OutcomeCounts(0, 1, 0, 0, 0, 0, 0));
    assertThat(fleet.balancer.snapshot().repeatedReports()).isEqualTo(2);
  }

  @Test
  void aStreamThatBreaksTurnsItsSuccessIntoAFailure() {
    Lease<String> lease = lease();
    lease.report(Outcome.success());
    lease.report(Outcome.failure());
    lease.report(Outcome.failure());
    lease.close();
    assertThat(counts()).isEqualTo(new OutcomeCounts(0, 1, 0, 0, 0, 0, 0));
    assertThat(fleet.balancer.snapshot().repeatedReports()).isEqualTo(1);
  }

  @Test
  void aSuccessThatIsIgnoredAfterwardsStaysASuccess() {
    Lease<String> lease = lease();
    lease.report(Outcome.success());
    lease.report(Outcome.ignored());
    lease.close();
    assertThat(counts().successes()).isEqualTo(1);
  }

  @Test
  void aFailureAfterCloseNoLongerReplacesTheSuccess() {
    Lease<String> lease = lease();
    lease.report(Outcome.success());
    lease.close();
    lease.report(Outcome.failure());
    assertThat(counts()).isEqualTo(new OutcomeCounts(1, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void aFirstReportAfterCloseStillJudges() {
    Lease<String> lease = lease();
    lease.close();
    lease.report(Outcome.failure());
    fleet.pass(TICK.multipliedBy(3));
    assertThat(counts()).isEqualTo(new OutcomeCounts(0, 1, 0, 0, 0, 0, 0));
  }

  @Test
  void soDoesASuccess() {
    Lease<String> lease = lease();
    lease.close();
    assertThat(counts().total()).isZero();
    lease.report(Outcome.success());
    fleet.pass(TICK.multipliedBy(3));
    assertThat(counts()).isEqualTo(new OutcomeCounts(1, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void aLeaseWithoutAReportCountsAsUnreportedAfterATick() {
    lease().close();
    assertThat(fleet.balancer.snapshot().unreportedLeases()).isZero();
    fleet.pass(TICK.multipliedBy(2));
    assertThat(fleet.balancer.snapshot().unreportedLeases()).isEqualTo(1);
    assertThat(counts()).isEqualTo(new OutcomeCounts(0, 0, 0, 0, 0, 0, 1));
  }

  @Test
  void aReportThatIsOverdueChangesNothing() {
    Lease<String> lease = lease();
    lease.close();
    fleet.pass(TICK.multipliedBy(2));
    lease.report(Outcome.success());
    assertThat(counts()).isEqualTo(new OutcomeCounts(0, 0, 0, 0, 0, 0, 1));
  }

  @Test
  void everyKindIsCountedApart() {
    for (Outcome outcome :
        new Outcome[] {
          Outcome.success(),
          Outcome.failure(),
          Outcome.timeout(),
          Outcome.connectFailure(),
          Outcome.rejected(),
          Outcome.ignored()
        }) {
      try (Lease<String> lease = lease()) {
        lease.report(outcome);
      }
    }
    assertThat(counts()).isEqualTo(new OutcomeCounts(1, 1, 1, 1, 1, 1, 0));
  }

  @Test
  void aSuccessResetsConsecutiveFailuresOnlyAtClose() {
    VirtualFleet two = new VirtualFleet(2);
    Lease<String> stream = two.leaseOn("a");
    stream.report(Outcome.success());
    two.report("a", Outcome.failure(), 5);
    assertThat(two.stateOf("a").name()).isEqualTo("EJECTED");
    stream.close();
  }

  @Test
  void aNullOutcomeIsRefused() {
    try (Lease<String> lease = lease()) {
      assertThatNullPointerException().isThrownBy(() -> lease.report(null));
      lease.report(Outcome.success());
    }
  }

  @Test
  void aLeaseShowsTheEndpointThatWasSelectedEvenIfItIsReconfigured() {
    Lease<String> lease = lease();
    fleet.balancer.update(java.util.List.of(io.lb4j.endpoint.Endpoint.of("a", "another target")));
    assertThat(lease.target()).isEqualTo("target of a");
    lease.report(Outcome.success());
    lease.close();
    assertThat(fleet.look("a").inFlight()).isZero();
  }

  @Test
  void aForgottenLeaseIsReclaimedAfterTheTimeLimit() {
    VirtualFleet limited =
        new VirtualFleet(1, builder -> builder.leaseTimeLimit(Duration.ofMinutes(1)));
    Lease<String> forgotten = limited.balancer.select();
    limited.pass(Duration.ofSeconds(50));
    Lease<String> young = limited.balancer.select();
    limited.pass(Duration.ofSeconds(11));
    assertThat(limited.look("a").inFlight()).isEqualTo(1);
    assertThat(limited.balancer.snapshot().reclaimedLeases()).isEqualTo(1);
    forgotten.close();
    young.report(Outcome.success());
    young.close();
    assertThat(limited.look("a").inFlight()).isZero();
    limited.pass(Duration.ofMinutes(2));
    assertThat(limited.balancer.snapshot().reclaimedLeases()).isEqualTo(1);
  }
}

package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What peak EWMA learns and forgets; latencies are nanoseconds. */
final class PeakEwmaTest {

  private static final long MILLI = 1_000_000;
  private static final double E = Math.exp(-1);

  private final SelectionPolicy policy = SelectionPolicies.peakEwma();
  private final FakeCandidates candidates =
      FakeCandidates.equal(policy, ScriptedRandom.seeded(5), 2);
  private final Picker picker = policy.newPicker(candidates, null);

  private void learn(Outcome outcome, long latencyNanos) {
    candidates.requireCell(0).learn(outcome, latencyNanos, candidates.ticker.nanoTime());
  }

  private void pass(int seconds) {
    candidates.ticker.advance(Duration.ofSeconds(seconds));
  }

  private double load() {
    return picker.load(0);
  }

  @Test
  void aHigherSampleIsTakenAtOnce() {
    learn(Outcome.success(), 10 * MILLI);
    learn(Outcome.success(), 80 * MILLI);
    assertThat(load()).isEqualTo(80.0 * MILLI);
  }

  @Test
  void aLowerSampleIsApproachedWithATimeConstantOfTenSeconds() {
    learn(Outcome.success(), 110 * MILLI);
    pass(10);
    learn(Outcome.success(), 10 * MILLI);
    assertThat(load()).isCloseTo((10 + 100 * E) * MILLI, within(1.0));
  }

  @Test
  void costDecaysWhileIdle() {
    learn(Outcome.success(), 100 * MILLI);
    pass(10);
    assertThat(load()).isCloseTo(100 * MILLI * E, within(1.0));
  }

  @Test
  void loadGrowsWithWhatIsInFlight() {
    learn(Outcome.success(), 10 * MILLI);
    candidates.inFlight[0] = 4;
    assertThat(load()).isEqualTo(50.0 * MILLI);
  }

  @Test
  void anUnknownEndpointTakesOneRequestAtATime() {
    assertThat(load()).isZero();
    candidates.requireCell(1).learn(Outcome.success(), 3600_000 * MILLI, 0);
    candidates.inFlight[0] = 1;
    for (int i = 0; i < 100; i++) {
      assertThat(picker.pick(SelectionContext.none(), 0)).isEqualTo(1);
    }
  }

  @Test
  void aFailureIsNeverAFastSample() {
    learn(Outcome.success(), 100 * MILLI);
    for (Outcome outcome :
        new Outcome[] {
          Outcome.failure(), Outcome.rejected(), Outcome.connectFailure(), Outcome.timeout()
        }) {
      double before = load();
      learn(outcome, MILLI);
      assertThat(load()).isGreaterThan(before);
    }
  }

  @Test
  void aTimeoutRaisesTheEstimateToTheTimeItTook() {
    learn(Outcome.success(), 10 * MILLI);
    learn(Outcome.timeout(), 1000 * MILLI);
    assertThat(load()).isGreaterThan(1000.0 * MILLI);
  }

  @Test
  void aCancelledRequestTeachesThatItWouldHaveTakenLonger() {
    learn(Outcome.success(), 10 * MILLI);
    learn(Outcome.ignored(), MILLI);
    assertThat(load()).isEqualTo(10.0 * MILLI);
    learn(Outcome.ignored(), 500 * MILLI);
    assertThat(load()).isEqualTo(500.0 * MILLI);
  }

  @Test
  void anEndpointThatFailedFirstIsNotFree() {
    learn(Outcome.connectFailure(), MILLI);
    assertThat(load()).isGreaterThan(1000.0 * MILLI);
  }

  @Test
  void theFirstSuccessAfterFailuresCounts() {
    learn(Outcome.connectFailure(), MILLI);
    learn(Outcome.success(), 5 * MILLI);
    assertThat(load()).isLessThan(10.0 * MILLI);
  }

  @Test
  void whatWasLearnedCanBeForgotten() {
    learn(Outcome.timeout(), 10_000 * MILLI);
    candidates.requireCell(0).forget();
    assertThat(load()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53})
  void absurdLatenciesGiveFiniteLoadsAndAreForgotten(long latencyNanos) {
    for (Outcome outcome :
        new Outcome[] {Outcome.success(), Outcome.failure(), Outcome.ignored()}) {
      learn(outcome, latencyNanos);
      candidates.inFlight[0] = 1000;
      assertThat(load()).isFinite().isNotNegative();
      candidates.inFlight[0] = 0;
      assertThat(load()).isFinite().isNotNegative();
    }
    pass(200);
    candidates.requireCell(1).learn(Outcome.success(), 100 * MILLI, candidates.ticker.nanoTime());
    assertThat(load()).as("is not starved").isLessThan(100.0 * MILLI);
  }

  @Test
  void aClockThatJumpsDoesNoHarm() {
    learn(Outcome.success(), 10 * MILLI);
    for (Duration jump :
        new Duration[] {Duration.ofHours(-1), Duration.ofDays(36_500), Duration.ZERO}) {
      candidates.ticker.advance(jump);
      learn(Outcome.success(), 10 * MILLI);
      assertThat(load()).isFinite().isNotNegative();
    }
  }
}

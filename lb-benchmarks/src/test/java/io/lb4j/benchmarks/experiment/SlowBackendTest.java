package io.lb4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.select.SelectionPolicies;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published results of "Beyond round robin", with the production code. */
final class SlowBackendTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void roundRobinMissesTheDeadlineForOneInElevenRequestsHalfOfTheTime(long seed) {
    double rate = SlowBackend.run(SelectionPolicies.roundRobin(), seed).successRate();
    assertThat(rate).isCloseTo(1 - 1 / 22.0, within(0.001));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void peakEwmaAnswersNearlyAllInTime(long seed) {
    double rate = SlowBackend.run(SelectionPolicies.peakEwma(), seed).successRate();
    assertThat(rate).isGreaterThanOrEqualTo(0.9985);
  }
}

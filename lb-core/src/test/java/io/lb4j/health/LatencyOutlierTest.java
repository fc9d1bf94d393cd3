package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who is much slower than the median of the set. */
final class LatencyOutlierTest {

  private final LatencyOutlier judge = LatencyOutlier.defaults();

  private static Windows ofMillis(double... means) {
    Windows set = new Windows();
    for (double mean : means) {
      set.addTimed(100, mean, false);
    }
    return set;
  }

  @Test
  void moreThanThreeTimesTheMedianIsTooSlow() {
    Windows set = ofMillis(61, 20, 60, 20, 20);
    assertThat(set.outliersOf(judge)).containsExactly("a");
    assertThat(set.firstReasonOf(judge))
        .isEqualTo("mean latency 61.0 ms of 100 successes, median of 5 endpoints 20.0 ms");
  }

  @Test
  void ofAnEvenNumberTheMedianIsBetweenTheMiddleTwo() {
    assertThat(ofMillis(20, 20, 20, 40, 40, 91).outliersOf(judge)).containsExactly("f");
    assertThat(ofMillis(20, 20, 20, 40, 40, 89).outliersOf(judge)).isEmpty();
  }

  @Test
  void theSlowestComesFirst() {
    assertThat(ofMillis(200, 300, 20, 20, 20, 20).outliersOf(judge)).containsExactly("b", "a");
  }

  @Test
  void whereHalfAreSlowNobodyStandsOut() {
    assertThat(ofMillis(500, 500, 500, 20, 20).outliersOf(judge)).isEmpty();
    assertThat(ofMillis(500, 500, 500, 500, 500).outliersOf(judge)).isEmpty();
  }

  @Test
  void aFewMillisecondsAreNoReason() {
    assertThat(ofMillis(10.9, 1, 1, 1, 1).outliersOf(judge)).isEmpty();
    assertThat(ofMillis(11.1, 1, 1, 1, 1).outliersOf(judge)).containsExactly("a");
    assertThat(ofMillis(3.1, 1, 1, 1, 1).outliersOf(judge.withThreshold(3, Duration.ZERO)))
        .containsExactly("a");
  }

  @Test
  void idleAndStartingEndpointsAreNotCompared() {
    Windows four = ofMillis(500, 20, 20, 20).addTimed(99, 20, false).addTimed(0, Double.NaN, false);
    assertThat(four.addTimed(100, 20, true).outliersOf(judge)).isEmpty();
    assertThat(four.addTimed(100, 20, false).outliersOf(judge)).containsExactly("a");
    assertThat(four.addTimed(100, 9_000, true).outliersOf(judge)).containsExactly("a");
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge.withThreshold(1, Duration.ZERO))
        .withMessageContaining("factor is 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge.withThreshold(2, Duration.ofMillis(-1)))
        .withMessageContaining("minExcess is -1ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LatencyOutlier(0, 1, 2, Duration.ZERO))
        .withMessageContaining("minHosts is 0");
  }
}

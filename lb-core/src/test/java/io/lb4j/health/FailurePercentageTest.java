package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.stats.OutcomeCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who fails most of the time, whatever the others do. */
final class FailurePercentageTest {

  private final FailurePercentage judge = FailurePercentage.defaults();

  @Test
  void eightyFivePercentAreTooMuchAndEightyFourAreNot() {
    Windows set = Windows.ofHundred(15, 16, 100, 100, 100);
    assertThat(set.outliersOf(judge)).containsExactly("a");
    assertThat(set.firstReasonOf(judge)).isEqualTo("85.0 % failures in 100 requests");
  }

  @Test
  void allMayBeFoundTheWorstFirst() {
    assertThat(Windows.ofHundred(10, 0, 5, 15, 1).outliersOf(judge))
        .containsExactly("b", "e", "c", "a", "d");
  }

  @Test
  void fewRequestsProveNothing() {
    Windows set = Windows.ofHundred(100, 100, 100, 100, 100);
    assertThat(set.add(0, 49).outliersOf(judge)).isEmpty();
    assertThat(set.add(0, 50).outliersOf(judge)).containsExactly("g");
  }

  @ParameterizedTest
  @CsvSource({"5,0", "4,1", "1,1"})
  void idleEndpointsDoNotMakeUpTheNumber(int minHosts, int found) {
    Windows set = Windows.ofHundred(0, 100, 100, 100).add(1, 0);
    assertThat(set.outliersOf(judge.withMinHosts(minHosts))).hasSize(found);
  }

  @Test
  void originsAreCountedApart() {
    // 85 failures, 5 time-outs and 10 connect failures on 0 successes and 900 rejections.
    Windows set = new Windows().add(new OutcomeCounts(0, 85, 5, 10, 900, 0, 0));
    FailurePercentage alone = judge.withMinHosts(1);
    assertThat(set.firstReasonOf(alone)).isEqualTo("100.0 % failures in 100 requests");
    assertThat(set.firstReasonOf(alone.withOrigin(FailureOrigin.RESPONSE)))
        .isEqualTo("100.0 % response failures in 85 requests");
    assertThat(set.outliersOf(alone.withOrigin(FailureOrigin.LOCAL)))
        .as("15 of 1000 did not answer")
        .isEmpty();
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge.withMinHosts(-1))
        .withMessageContaining("minHosts is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FailurePercentage(FailureOrigin.ANY, 5, 0, 85))
        .withMessageContaining("minRequests is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FailurePercentage(FailureOrigin.ANY, 5, 50, 0))
        .withMessageContaining("percentage is 0.0");
  }
}

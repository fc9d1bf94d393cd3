package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.stats.OutcomeCounts;
import org.junit.jupiter.api.Test;

/** Who failed so many times in one interval. */
final class MaxFailsTest {

  @Test
  void successesInBetweenDoNotHelp() {
    Windows set = new Windows().add(10_000, 3).add(0, 2).add(5, 4);
    assertThat(set.outliersOf(MaxFails.of(3))).containsExactly("c", "a");
    assertThat(set.firstReasonOf(MaxFails.of(3))).isEqualTo("4 failures in one interval");
  }

  @Test
  void oneAloneIsEnoughOfASet() {
    assertThat(new Windows().add(0, 1).outliersOf(MaxFails.of(1))).containsExactly("a");
    assertThat(new Windows().add(1, 0).outliersOf(MaxFails.of(1))).isEmpty();
  }

  @Test
  void originsAreCountedApart() {
    Windows set = new Windows().add(new OutcomeCounts(9, 3, 2, 1, 50, 50, 50));
    assertThat(set.outliersOf(MaxFails.of(6))).hasSize(1);
    assertThat(set.outliersOf(MaxFails.of(7))).isEmpty();
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.RESPONSE, 3))).hasSize(1);
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.RESPONSE, 4))).isEmpty();
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.LOCAL, 3))).hasSize(1);
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.LOCAL, 4))).isEmpty();
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.GATEWAY, 1))).isEmpty();
  }

  @Test
  void gatewaysAnswersAreAnswersAndBrokenConnectionsAreNone() {
    Windows set = new Windows().add(new OutcomeCounts(90, 10, 0, 0, 0, 0, 0, 4, 3));
    assertThat(set.outliersOf(MaxFails.of(10))).hasSize(1);
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.RESPONSE, 7))).hasSize(1);
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.RESPONSE, 8))).isEmpty();
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.GATEWAY, 4))).hasSize(1);
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.GATEWAY, 5))).isEmpty();
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.LOCAL, 3))).hasSize(1);
    assertThat(set.outliersOf(new MaxFails(FailureOrigin.LOCAL, 4))).isEmpty();
    OutcomeCounts counts = new OutcomeCounts(90, 10, 0, 0, 5, 0, 0, 4, 3);
    assertThat(FailureOrigin.ANY.requests(counts)).isEqualTo(100);
    assertThat(FailureOrigin.RESPONSE.requests(counts)).isEqualTo(97);
    assertThat(FailureOrigin.GATEWAY.requests(counts)).isEqualTo(97);
    assertThat(FailureOrigin.LOCAL.requests(counts)).isEqualTo(105);
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MaxFails.of(0))
        .withMessageContaining("failures is 0");
  }
}

package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs of failures prove, by where the failures were seen. */
final class ConsecutiveFailuresTest {

  private final ConsecutiveFailures enough = new ConsecutiveFailures(8, 3, 5);

  @ParameterizedTest
  @CsvSource({
    "0,0,0,0,0, NONE, ",
    "7,7,2,0,0, NONE, ",
    "8,8,0,0,0, STATISTICAL, 8 failures in a row",
    "7,3,3,0,0, STATISTICAL, 3 gateway failures in a row",
    "7,0,0,5,4, STATISTICAL, 5 failures without an answer in a row",
    "8,4,0,4,0, STATISTICAL, 8 failures in a row",
    "5,0,0,5,5, HARD, 5 connect failures in a row",
    "4,0,0,4,4, NONE, "
  })
  void eachOriginHasItsNumberAndTheMixtureTheLarger(
      int any, int responses, int gateway, int local, int connect, Evidence proved, String words) {
    FailureRun run = new FailureRun(any, responses, gateway, local, connect);
    assertThat(enough.weigh(run)).isEqualTo(proved);
    if (words != null) {
      assertThat(enough.reason(run)).isEqualTo(words);
    }
  }

  @Test
  void whatIsTurnedOffProvesNothing() {
    FailureRun answers = new FailureRun(FailureRun.MAX, FailureRun.MAX, FailureRun.MAX, 0, 0);
    ConsecutiveFailures local =
        ConsecutiveFailures.of(5)
            .withResponses(ConsecutiveFailures.NEVER)
            .withGateway(ConsecutiveFailures.NEVER);
    assertThat(local.weigh(answers)).isEqualTo(Evidence.NONE);
    assertThat(local.weigh(new FailureRun(5, 0, 0, 5, 0))).isEqualTo(Evidence.STATISTICAL);
  }

  @Test
  void fiveOfAnyOriginAreEnoughByDefault() {
    assertThat(EjectionPolicy.defaults().consecutiveFailures())
        .isEqualTo(new ConsecutiveFailures(5, 5, 5));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, FailureRun.MAX + 1, Integer.MAX_VALUE - 1})
  void whatCannotBeCountedIsRefusedByName(int number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enough.withResponses(number))
        .withMessageStartingWith("responses is " + number + "; it must be 1 to 4095");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enough.withGateway(number))
        .withMessageStartingWith("gateway is " + number);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enough.withLocal(number))
        .withMessageStartingWith("local is " + number);
  }
}

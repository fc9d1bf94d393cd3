package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of passive ejection, which hold no state. */
final class EjectionPolicyTest {

  private final EjectionPolicy policy = EjectionPolicy.defaults();

  @ParameterizedTest
  @CsvSource({
    "0,0,NONE",
    "4,4,NONE",
    "5,0,STATISTICAL",
    "9,4,STATISTICAL",
    "5,5,HARD",
    "90,5,HARD"
  })
  void failuresAreWeighed(int failures, int connectFailures, Evidence evidence) {
    FailureRun run = new FailureRun(failures, failures - connectFailures, 0, 0, connectFailures);
    assertThat(policy.consecutiveFailures().weigh(run)).isEqualTo(evidence);
  }

  @ParameterizedTest
  @CsvSource({
    "10,1", "10,10", "10,50", "10,100", "1,50", "1,100", "2,10", "2,50", "2,100", "3,10", "3,50",
    "3,100", "5,10", "5,50", "5,100"
  })
  void statisticalEvidenceStaysWithinItsShareRoundedDown(int endpoints, int percent) {
    EjectionPolicy share = policy.withMaxEjectedShare(percent / 100.0);
    int ejected = 0;
    while (share.permits(Evidence.STATISTICAL, ejected, endpoints)) {
      ejected++;
    }
    assertThat(ejected).isEqualTo(endpoints * percent / 100);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,1", "3,2", "5,4", "10,9"})
  void hardEvidenceSparesTheLast(int endpoints, int expected) {
    int ejected = 0;
    while (policy.permits(Evidence.HARD, ejected, endpoints)) {
      ejected++;
    }
    assertThat(ejected).isEqualTo(expected);
  }

  @Test
  void noEvidencePermitsNothing() {
    assertThat(policy.permits(Evidence.NONE, 0, 100)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0,30", "1,60", "2,120", "3,240", "4,300", "30,300", "1000000,300"})
  void durationsDoubleUpToTheCap(int earlier, long seconds) {
    assertThat(policy.durationNanos(earlier, 0)).isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
    assertThat(policy.durationNanos(earlier, 0.999_999))
        .isBetween(TimeUnit.MILLISECONDS.toNanos(seconds * 900), TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void everyBaseDurationServedTakesOneDoublingBack() {
    long base = policy.baseDuration().toNanos();
    assertThat(policy.remainingAfter(3, 0)).isEqualTo(3);
    assertThat(policy.remainingAfter(3, base - 1)).isEqualTo(3);
    assertThat(policy.remainingAfter(3, 2 * base)).isEqualTo(1);
    assertThat(policy.remainingAfter(3, Long.MAX_VALUE)).isZero();
    assertThat(policy.remainingAfter(3, -base)).as("a clock set back").isEqualTo(3);
  }

  @Test
  void offNeverEjects() {
    int most = FailureRun.MAX;
    assertThat(
            EjectionPolicy.off()
                .consecutiveFailures()
                .weigh(new FailureRun(most, most, most, most, most)))
        .isEqualTo(Evidence.NONE);
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withConsecutiveFailures(0))
        .withMessageContaining("consecutiveFailures is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withDurations(Duration.ZERO, Duration.ofSeconds(1)))
        .withMessageContaining("baseDuration is 0s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withDurations(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessageContaining("maxDuration is 1s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withMaxEjectedShare(Double.NaN))
        .withMessageContaining("maxEjectedShare is NaN");
  }
}

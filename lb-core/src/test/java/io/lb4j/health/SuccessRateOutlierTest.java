package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.stats.OutcomeCounts;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is far below the mean of the set, and who is not. */
final class SuccessRateOutlierTest {

  private final SuccessRateOutlier judge = SuccessRateOutlier.defaults();

  private static SuccessRateOutlier withDeviations(double deviations) {
    return new SuccessRateOutlier(FailureOrigin.ANY, 5, 100, deviations, 0);
  }

  @Test
  void envoysExampleHasMean90Deviation20AndThreshold52() {
    Windows example = Windows.ofHundred(50, 100, 100, 100, 100);
    assertThat(example.outliersOf(judge)).containsExactly("a");
    // 50 is below 90 - 1.99 * 20 = 50.2 but not below 90 - 2.01 * 20 = 49.8.
    assertThat(example.outliersOf(withDeviations(1.99))).containsExactly("a");
    assertThat(example.outliersOf(withDeviations(2.01))).isEmpty();
    assertThat(example.firstReasonOf(judge))
        .isEqualTo("success rate 50.0 % of 100 requests, mean of 5 endpoints 90.0 %");
  }

  @ParameterizedTest
  @CsvSource({"0", "30", "70", "90", "100"})
  void whereAllAreEquallyBadNobodyStandsOut(int good) {
    assertThat(Windows.ofHundred(good, good, good, good, good, good, good).outliersOf(judge))
        .isEmpty();
    assertThat(Windows.ofHundred(good, good, good, good, good, good).outliersOf(withDeviations(0)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "3,0", "4,0", "5,1", "9,1", "10,1"})
  void aSingleBadOneStandsOutFromFiveOn(int size, int found) {
    int[] rates = IntStream.range(0, size).map(i -> i == 0 ? 0 : 100).toArray();
    assertThat(Windows.ofHundred(rates).outliersOf(judge)).hasSize(found);
    SuccessRateOutlier anySize = new SuccessRateOutlier(FailureOrigin.ANY, 1, 100, 1.9, 0.05);
    assertThat(Windows.ofHundred(rates).outliersOf(anySize))
        .as("the statistics alone say the same")
        .hasSize(found);
  }

  @ParameterizedTest
  @CsvSource({"5,0", "9,0", "10,2", "20,2"})
  void twoThatAreEquallyBadHideEachOtherBelowTen(int size, int found) {
    int[] rates = IntStream.range(0, size).map(i -> i < 2 ? 0 : 100).toArray();
    assertThat(Windows.ofHundred(rates).outliersOf(judge)).hasSize(found);
  }

  @Test
  void theWorstComesFirst() {
    int[] rates = IntStream.range(0, 20).map(i -> i == 3 ? 60 : i == 7 ? 20 : 100).toArray();
    assertThat(Windows.ofHundred(rates).outliersOf(withDeviations(1))).containsExactly("h", "d");
  }

  @Test
  void idleEndpointsDoNotMoveTheMean() {
    Windows busyAndIdle = Windows.ofHundred(50, 100, 100, 100, 100);
    for (int i = 0; i < 10; i++) {
      busyAndIdle.add(0, 0);
    }
    busyAndIdle.add(0, 99);
    assertThat(busyAndIdle.outliersOf(judge)).containsExactly("a");
    assertThat(busyAndIdle.firstReasonOf(judge)).endsWith("mean of 5 endpoints 90.0 %");
  }

  @Test
  void oneRequestTooFewIsNotCompared() {
    Windows four = Windows.ofHundred(50, 100, 100, 100);
    assertThat(four.add(99, 0).outliersOf(judge)).isEmpty();
    assertThat(four.add(100, 0).outliersOf(judge)).containsExactly("a");
  }

  @Test
  void smallDifferencesAreNoReason() {
    assertThat(new SuccessRateOutlier(FailureOrigin.ANY, 5, 100, 1.9, 0).minGap()).isZero();
    Windows oneErrorInAMillion = new Windows().add(999_000, 1_000);
    Windows sixInAHundred = Windows.ofHundred(94);
    for (int i = 0; i < 9; i++) {
      oneErrorInAMillion.add(1_000_000, 0);
      sixInAHundred.add(100, 0);
    }
    assertThat(oneErrorInAMillion.outliersOf(withDeviations(1.9))).containsExactly("a");
    assertThat(oneErrorInAMillion.outliersOf(judge)).as("a gap of 0.1 %").isEmpty();
    assertThat(sixInAHundred.outliersOf(judge)).as("a gap of 5.4 %").containsExactly("a");
  }

  @Test
  void whatChanceExplainsIsNoReason() {
    Windows few = Windows.ofHundred(80);
    Windows many = new Windows().add(8_000, 2_000);
    for (int i = 0; i < 9; i++) {
      few.add(90, 10);
      many.add(9_000, 1_000);
    }
    // Four standard errors of 89 % are 12.5 % of a hundred requests and 1.25 % of ten thousand.
    assertThat(few.outliersOf(judge)).isEmpty();
    assertThat(many.outliersOf(judge)).containsExactly("a");
  }

  @Test
  void failuresAreToldApartByOrigin() {
    OutcomeCounts good = new OutcomeCounts(200, 0, 0, 0, 0, 0, 0);
    Windows set = new Windows().add(new OutcomeCounts(200, 0, 40, 40, 0, 0, 0));
    for (int i = 0; i < 9; i++) {
      set.add(good);
    }
    assertThat(set.outliersOf(judge)).containsExactly("a");
    assertThat(set.outliersOf(judge.withOrigin(FailureOrigin.LOCAL))).containsExactly("a");
    assertThat(set.outliersOf(judge.withOrigin(FailureOrigin.RESPONSE))).isEmpty();
  }

  @Test
  void rejectionsAreOverloadAndNotHeldAgainstAnyone() {
    Windows set = new Windows().add(new OutcomeCounts(100, 0, 0, 0, 900, 50, 50));
    for (int i = 0; i < 9; i++) {
      set.add(100, 0);
    }
    assertThat(set.outliersOf(judge)).isEmpty();
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SuccessRateOutlier(FailureOrigin.ANY, 0, 100, 1.9, 0))
        .withMessageContaining("minHosts is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SuccessRateOutlier(FailureOrigin.ANY, 5, 0, 1.9, 0))
        .withMessageContaining("minRequests is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withDeviations(Double.NaN))
        .withMessageContaining("deviations is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SuccessRateOutlier(FailureOrigin.ANY, 5, 100, 1.9, 5))
        .withMessageContaining("minGap is 5.0");
  }
}

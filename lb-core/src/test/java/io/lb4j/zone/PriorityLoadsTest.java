package io.lb4j.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Envoy's rule; the rows that its documentation has are exact here, without its rounding. */
final class PriorityLoadsTest {

  private static PriorityLoads of(PriorityHealth... priorities) {
    return PriorityLoads.of(List.of(priorities), PriorityPolicy.defaults());
  }

  /** Reads healthy and degraded percentages such as {@code 71+29 100}. */
  private static PriorityLoads of(String percents) {
    return of(
        Arrays.stream(percents.split(" ", -1))
            .map(text -> text.split("\\+", -1))
            .map(
                text ->
                    new PriorityHealth(
                        Integer.parseInt(text[0]),
                        text.length == 1 ? 0 : Integer.parseInt(text[1]),
                        100))
            .toArray(PriorityHealth[]::new));
  }

  private static String text(PriorityLoads loads, int size) {
    return IntStream.range(0, size)
        .mapToObj(
            i ->
                loads.degradedPercent(i) == 0
                    ? "" + loads.percent(i)
                    : loads.percent(i) - loads.degradedPercent(i) + "+" + loads.degradedPercent(i))
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    // Healthy percent of each priority, load of each, whether together they are enough.
    "100 100, 100 0, true",
    "72 100, 100 0, true",
    "71 100, 99 1, true",
    "50 100, 70 30, true",
    "25 100, 35 65, true",
    "0 100, 0 100, true",
    "72 72, 100 0, true",
    "71 71, 99 1, true",
    "50 60, 70 30, true",
    "25 25, 50 50, false",
    "5 65, 8 92, false",
    "20 0, 100 0, false",
    "0 3, 0 100, false",
    "0 0, 0 0, false",
    "100 100 100, 100 0 0, true",
    "71 71 100, 99 1 0, true",
    "50 50 100, 70 30 0, true",
    "25 100 100, 35 65 0, true",
    "25 25 100, 35 35 30, true",
    "25 25 20, 37 35 28, false",
    "0 0 10, 0 0 100, false",
  })
  void priorityAfterPriorityTakesWhatItCan(String healthy, String loads, boolean enough) {
    PriorityLoads actual = of(healthy);
    assertThat(text(actual, healthy.split(" ", -1).length)).isEqualTo(loads);
    assertThat(actual.isEnough()).isEqualTo(enough);
  }

  @ParameterizedTest
  @CsvSource({
    "100+0, 100",
    "71+0, 100",
    "71+29, 99+1",
    "25+65, 35+65",
    "5+0, 100",
    "30+20, 60+40",
    "0+30, 0+100",
    // Degraded endpoints of all priorities come after the healthy ones of all.
    "50+50 50+50, 70 30",
    "25+75 25+75, 35+30 35",
    "25+75 50, 35 65",
    "0+100 25, 0+65 35",
    "10+20 20+10, 18+33 33+16",
  })
  void theDegradedTakeWhatNoHealthyOneCan(String health, String loads) {
    assertThat(text(of(health), health.split(" ", -1).length)).isEqualTo(loads);
  }

  @Test
  void twoOfFourInTheFirstPriorityLeaveThirtyPercentToTheSecond() {
    PriorityLoads loads = of(new PriorityHealth(2, 0, 4), new PriorityHealth(1, 0, 1));
    assertThat(loads.percent(0)).isEqualTo(70);
    assertThat(loads.percent(1)).isEqualTo(30);
  }

  @Test
  void percentagesAreRoundedDown() {
    assertThat(of(new PriorityHealth(2, 0, 3), new PriorityHealth(3, 0, 3)).percent(0))
        .as("280/3")
        .isEqualTo(93);
    assertThat(of(new PriorityHealth(1, 0, 1000)).isNone()).as("0.14 %").isTrue();
  }

  @Test
  void aPriorityOfNobodyGetsNothing() {
    PriorityLoads loads = of(new PriorityHealth(0, 0, 0), new PriorityHealth(1, 0, 1));
    assertThat(loads.percent(0)).isZero();
    assertThat(loads.percent(1)).isEqualTo(100);
    assertThat(of().isNone()).isTrue();
  }

  @Test
  void theLessIsAddedToWhatIsNeededTheSoonerTrafficLeaves() {
    List<PriorityHealth> health =
        List.of(new PriorityHealth(9, 0, 10), new PriorityHealth(10, 0, 10));
    PriorityPolicy policy = PriorityPolicy.defaults();
    assertThat(PriorityLoads.of(health, policy).percent(1)).isZero();
    assertThat(PriorityLoads.of(health, policy.withOverprovisioning(1.1)).percent(1)).isEqualTo(1);
    assertThat(PriorityLoads.of(health, policy.withOverprovisioning(1)).percent(1)).isEqualTo(10);
  }

  @Test
  void bySizeTheRestIsForTheFirstThatHasAny() {
    PriorityLoads loads = PriorityLoads.bySize(0, 2, 1);
    assertThat(text(loads, 3)).isEqualTo("0 67 33");
    assertThat(PriorityLoads.bySize(0, 0).isNone()).isTrue();
    assertThat(text(PriorityLoads.bySize(Integer.MAX_VALUE, Integer.MAX_VALUE), 2))
        .isEqualTo("50 50");
  }

  @Test
  void everythingIsGivenOutOrNothing() {
    RandomSource random = ScriptedRandom.seeded(7);
    for (int i = 0; i < 20_000; i++) {
      PriorityHealth[] health =
          Stream.generate(() -> anyHealth(random))
              .limit(1 + random.nextInt(5))
              .toArray(PriorityHealth[]::new);
      PriorityLoads loads = of(health);
      int sum = IntStream.range(0, health.length).map(loads::percent).sum();
      assertThat(sum).as(Arrays.toString(health)).isEqualTo(loads.isNone() ? 0 : 100);
      for (int p = 0; p < health.length; p++) {
        if (health[p].healthy() + health[p].degraded() == 0) {
          assertThat(loads.percent(p)).as(Arrays.toString(health)).isZero();
        }
        assertThat(loads.degradedPercent(p)).isBetween(0, loads.percent(p));
      }
    }
  }

  private static PriorityHealth anyHealth(RandomSource random) {
    int total = random.nextInt(12);
    int healthy = random.nextInt(total + 1);
    return new PriorityHealth(healthy, random.nextInt(total - healthy + 1), total);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, 101, -1, Double.NaN, Double.POSITIVE_INFINITY, 1.405})
  void aFactorThatMakesNoSenseIsRefusedByItsValue(double overprovisioning) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriorityPolicy.defaults().withOverprovisioning(overprovisioning))
        .withMessageContaining("overprovisioning is " + overprovisioning);
  }

  @Test
  void moreThanThereAreCannotServe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PriorityHealth(2, 2, 3))
        .withMessageContaining("2 healthy and 2 degraded of 3");
    assertThatIllegalArgumentException().isThrownBy(() -> new PriorityHealth(-1, 0, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PriorityHealth(Integer.MAX_VALUE, Integer.MAX_VALUE, 3));
  }
}

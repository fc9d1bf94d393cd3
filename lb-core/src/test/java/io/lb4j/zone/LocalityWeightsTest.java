package io.lb4j.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of Envoy's documentation of locality weights, to hundredths of a percent. */
final class LocalityWeightsTest {

  private static @Nullable LocalityShares divide(LocalityWeights weights, double x, double y) {
    return weights.divide(
        List.of(new LocalityHealth("x", 1, x, 100), new LocalityHealth("y", 1, y, 100)));
  }

  @ParameterizedTest
  @CsvSource({
    // Healthy percent of x, of weight 1; of y, of weight 2; percent of x.
    "100, 100, 33.33",
    "70, 100, 32.89", // 0.98 to 2
    "69, 100, 32.57",
    "50, 100, 25.93",
    "25, 100, 14.89",
    "0, 100, 0",
    "100, 0, 100",
    "25, 25, 33.33",
  })
  void weightsFallOnceHealthDoesNotSuffice(double x, double y, double percent) {
    LocalityWeights weights = LocalityWeights.ofZones(Map.of("x", 1.0, "y", 2.0));
    LocalityShares shares = divide(weights, x, y);
    assertThat(shares.part(0) / 100.0).isEqualTo(percent);
    assertThat(shares.part(0) + shares.part(1)).isEqualTo(10_000);
  }

  @Test
  void theFactorDecidesWhenAWeightFalls() {
    LocalityWeights weights =
        LocalityWeights.ofZones(Map.of("x", 1.0, "y", 1.0)).withOverprovisioning(2);
    assertThat(divide(weights, 50, 100).part(0)).isEqualTo(5_000);
    assertThat(divide(weights, 25, 100).part(0)).isEqualTo(3_333);
  }

  @Test
  void placesWithoutAWeightStandBy() {
    assertThat(divide(LocalityWeights.ofZones(Map.of("y", 0.5)), 100, 100).part(0)).isZero();
  }

  @Test
  void weightsDoNotMatterWhenNobodyWhoHasOneCanServe() {
    assertThat(divide(LocalityWeights.ofRegions(Map.of("y", 1.0)), 100, 0)).isNull();
  }

  @Test
  void sharesAddUpHoweverOddTheWeights() {
    LocalityShares thirds = LocalityShares.inProportion(1, 1, 1);
    assertThat(thirds).hasToString("[3334, 3333, 3333]");
    assertThat(LocalityShares.inProportion(Double.MAX_VALUE, Double.MAX_VALUE))
        .hasToString("[5000, 5000]");
    assertThat(LocalityShares.inProportion(1e-300, 1)).hasToString("[0, 10000]");
    assertThat(LocalityShares.inProportion(0.7, 0.3)).hasToString("[7000, 3000]");
  }

  @Test
  void badWeightsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalityWeights.ofZones(Map.of("x", -1.0, "y", 1.0)))
        .withMessageContaining("zone x is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalityWeights.ofRegions(Map.of("x", 0.0)))
        .withMessageContaining("no region of [x] has a weight above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalityWeights.ofZones(Map.of()))
        .withMessageContaining("at least one must");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LocalityHealth("x", 1, 2, 1))
        .withMessageContaining("2.0 of 1.0");
  }
}

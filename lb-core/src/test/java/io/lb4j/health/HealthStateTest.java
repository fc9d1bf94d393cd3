package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The effective state is the most severe verdict. */
final class HealthStateTest {

  @ParameterizedTest
  @CsvSource({
    "ENABLED, false, HEALTHY",
    "ENABLED, true, EJECTED",
    "DRAINING, false, DRAINING",
    "DRAINING, true, DRAINING",
    "DISABLED, false, DISABLED",
    "DISABLED, true, DISABLED"
  })
  void verdictsCombine(AdminState admin, boolean ejected, HealthState state) {
    assertThat(HealthState.of(admin, ejected)).isEqualTo(state);
  }
}

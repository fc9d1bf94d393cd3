package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.LoadReport;
import org.junit.jupiter.api.Test;

/** What Prequal remembers of answers, and from when on it calls an endpoint hot. */
final class ProbePoolTest {

  private static final double MILLI = 1e6;

  private final ProbePool pool = new ProbePool();

  @Test
  void theFullestQuarterOfTheAnswersIsHot() {
    for (int inFlight = 8; inFlight >= 1; inFlight--) {
      pool.add(answer(inFlight), 0);
    }
    assertThat(pool.isHot(answer(6))).isFalse();
    assertThat(pool.isHot(answer(7))).isTrue();
  }

  @Test
  void anIdleEndpointIsNeverHot() {
    pool.add(answer(0), 0);
    assertThat(pool.isHot(answer(0))).isFalse();
    assertThat(pool.isHot(answer(1))).isTrue();
  }

  @Test
  void whatIsHotFollowsTheLoadOfTheLastAnswers() {
    for (int i = 0; i < 128; i++) {
      pool.add(answer(2), 0);
    }
    for (int i = 0; i < 48; i++) {
      pool.add(answer(40), 0);
    }
    assertThat(pool.isHot(answer(39))).isFalse();
    for (int i = 0; i < 128; i++) {
      pool.add(answer(3), 0);
    }
    assertThat(pool.isHot(answer(3))).isTrue();
  }

  private static ProbePool.Answer answer(int inFlight) {
    LoadReport report =
        new LoadReport(
            Double.NaN, Double.NaN, Double.NaN, inFlight, Double.NaN, Double.NaN, 5 * MILLI);
    return new ProbePool.Answer("e" + inFlight, report, 0, 1);
  }
}

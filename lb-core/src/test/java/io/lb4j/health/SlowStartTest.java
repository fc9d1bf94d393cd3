package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How fast the share of a new endpoint grows. */
final class SlowStartTest {

  private static long seconds(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void theShareGrowsFromTheMinimumToAll() {
    SlowStart slowStart = SlowStart.defaults();
    assertThat(slowStart.share(0)).isEqualTo(0.1);
    assertThat(slowStart.share(seconds(1.5))).isEqualTo(0.1);
    assertThat(slowStart.share(seconds(15))).isCloseTo(0.5, within(1e-9));
    assertThat(slowStart.share(seconds(30))).isEqualTo(1);
    assertThat(slowStart.share(seconds(-5))).as("a clock set back").isEqualTo(0.1);
  }

  @Test
  void aggressionGrowsFasterAtFirst() {
    SlowStart eager = new SlowStart(Duration.ofSeconds(100), 0.1, 2);
    assertThat(eager.share(seconds(25))).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void offIsOverAtOnce() {
    assertThat(SlowStart.off().isOver(0)).isTrue();
    assertThat(SlowStart.off().share(0)).isEqualTo(1);
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlowStart.defaults().withWindow(Duration.ofSeconds(-1)))
        .withMessageContaining("window is -1s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlowStart(Duration.ofSeconds(1), 0, 1))
        .withMessageContaining("minShare is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlowStart(Duration.ofSeconds(1), 0.1, Double.NaN))
        .withMessageContaining("aggression is NaN");
  }
}

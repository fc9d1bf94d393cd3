package io.lb4j.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.testkit.ScriptedRandom;
import org.junit.jupiter.api.Test;

/** Whatever text arrives, it ends up on one line. */
final class NamesTest {

  @Test
  void randomTextIsRefusedOrHarmlessAndItsEscapeAlwaysIs() {
    long seed = 99;
    ScriptedRandom random = ScriptedRandom.seeded(seed);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(20); length >= 0; length--) {
        text.append((char) random.nextInt(random.nextInt(4) == 0 ? 65_536 : 64));
      }
      String name = text.toString();
      try {
        assertHarmless(Names.require("name", name), seed, i);
      } catch (IllegalArgumentException refused) {
        assertHarmless(refused.getMessage(), seed, i);
      }
      assertHarmless(Names.escape(name), seed, i);
    }
  }

  private static void assertHarmless(String text, long seed, int step) {
    assertThat(text.lines().count())
        .as("seed %d, step %d", seed, step)
        .isEqualTo(text.isEmpty() ? 0 : 1);
    assertThat(text.chars().noneMatch(Character::isISOControl)).isTrue();
  }

  @Test
  void longTextIsCut() {
    assertThat(Names.escape("x".repeat(10_000))).hasSizeLessThan(300).endsWith("…");
  }

  @Test
  void goodTextIsLeftAsItIs() {
    assertThat(Names.escape("Grüße, 世界 10.0.0.1:80")).isEqualTo("Grüße, 世界 10.0.0.1:80");
  }
}

package io.lb4j.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.TimeAndChance;
import io.lb4j.time.WallClock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SplitTest {

  private static final int KEYS = 20_000;

  private final FakeTicker ticker = new FakeTicker();
  private final TimeAndChance fake =
      new TimeAndChance(
          ticker, WallClock.system(), new ManualScheduler(ticker), ScriptedRandom.seeded(7));

  private Split<String> split(double stable, double canary) {
    return Split.<String>builder("cart")
        .variant("stable", "v1", stable)
        .variant("canary", "v2", canary)
        .timeAndChance(fake)
        .build();
  }

  private static SelectionContext key(int i) {
    return SelectionContext.forKey("user-" + i);
  }

  @Test
  void whoIsInTheCanaryStaysInItWhileItGrows() {
    Split<String> split = split(99, 1);
    boolean[] inside = new boolean[KEYS];
    for (double percent : new double[] {1, 10, 33.3, 50, 80, 100}) {
      split.weights(Map.of("stable", 100 - percent, "canary", percent));
      int now = 0;
      for (int i = 0; i < KEYS; i++) {
        boolean in = split.pick(key(i)).name().equals("canary");
        assertThat(in || !inside[i]).as("user-%s at %s %%", i, percent).isTrue();
        inside[i] = in;
        now += in ? 1 : 0;
      }
      assertThat(100.0 * now / KEYS).isCloseTo(percent, Offset.offset(1.0));
    }
  }

  @Test
  void keysMoveOnlyToAVariantThatGrows() {
    Split<String> split =
        Split.<String>builder("cart")
            .variant("a", "a", 1)
            .variant("b", "b", 1)
            .variant("c", "c", 1)
            .build();
    Map<Integer, String> before = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      before.put(i, split.pick(key(i)).name());
    }
    split.weights(Map.of("a", 1.0, "b", 2.0, "c", 1.0));

    for (int i = 0; i < KEYS; i++) {
      String now = split.pick(key(i)).name();
      assertThat(now).isIn(before.get(i), "b");
    }
  }

  @Test
  void requestsWithoutAKeyAreDrawnByWeight() {
    Split<String> split = split(3, 1);

    int canary = 0;
    for (int i = 0; i < KEYS; i++) {
      canary += split.pick(SelectionContext.none()).name().equals("canary") ? 1 : 0;
    }

    assertThat((double) canary / KEYS).isCloseTo(0.25, Offset.offset(0.01));
  }

  @Test
  void splitsOfOtherNamesDrawTheSameKeysApart() {
    Split<String> one = split(1, 1);
    Split<String> other =
        Split.<String>builder("pay").variant("stable", "v1", 1).variant("canary", "v2", 1).build();
    int same = 0;
    for (int i = 0; i < KEYS; i++) {
      same += one.pick(key(i)).name().equals(other.pick(key(i)).name()) ? 1 : 0;
    }

    assertThat((double) same / KEYS).isCloseTo(0.5, Offset.offset(0.02));
  }

  @Test
  void aRequestMayNameItsVariantEvenOneThatGetsNothing() {
    Split<String> split = split(1, 0);

    assertThat(split.pick(key(1), "canary").destination()).isEqualTo("v2");
    assertThat(split.pick(key(1), "no such").destination()).isEqualTo("v1");
    assertThat(split.pick(key(1), null).destination()).isEqualTo("v1");
  }

  @Test
  void callsReportHowTheyWent() {
    Split<String> split = split(1, 0);

    String answer =
        split.call(
            SelectionContext.none(),
            to -> {
              ticker.advance(Duration.ofMillis(20));
              return "from " + to;
            });
    assertThat(answer).isEqualTo("from v1");
    assertThatThrownBy(
            () ->
                split.call(
                    SelectionContext.none(),
                    to -> {
                      throw new IOException("reset");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(split.<Integer, RuntimeException>call(key(1), to -> 503, Outcome::ofHttpStatus))
        .isEqualTo(503);

    VariantFigures figures = split.variants().get(0).figures();
    assertThat(figures.requests()).isEqualTo(3);
    assertThat(figures.failures()).isEqualTo(2);
    assertThat(figures.p99().toMillis()).isBetween(20L, 22L);
  }

  @Test
  void weightsAreCheckedAndNamed() {
    Split<String> split = split(1, 0);
    assertThat(split.weights()).containsExactly(Map.entry("stable", 1.0), Map.entry("canary", 0.0));

    assertThatThrownBy(() -> split(0, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> split(1, -1))
        .hasMessage("weight of canary is -1.0; it must be finite and not negative");
    assertThatThrownBy(() -> split(Double.NaN, 1)).hasMessageContaining("weight of stable is NaN");
    assertThatThrownBy(() -> split.weights(Map.of("stable", 1.0))).hasMessageContaining("[stable]");
    assertThatThrownBy(() -> split.weights(Map.of("stable", 1.0, "x", 1.0)))
        .hasMessageContaining("no weight for Variant[canary]");
    assertThatThrownBy(() -> Split.<String>builder("s").variant("a", "", 1).variant("a", "", 1))
        .hasMessageContaining("is taken");
  }
}

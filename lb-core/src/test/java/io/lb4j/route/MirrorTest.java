package io.lb4j.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.TimeAndChance;
import io.lb4j.time.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class MirrorTest {

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final List<CompletableFuture<String>> copies = new ArrayList<>();

  private Mirror mirror(MirrorPolicy policy) {
    return Mirror.of(
        policy, new TimeAndChance(ticker, WallClock.system(), scheduler, ScriptedRandom.seeded(1)));
  }

  private CompletableFuture<String> copy() {
    CompletableFuture<String> copy = new CompletableFuture<>();
    copies.add(copy);
    return copy;
  }

  @Test
  void copiesTheShareThatItWasAskedFor() {
    Mirror mirror = mirror(MirrorPolicy.defaults().withPercent(25).withMaxInFlight(100_000));

    for (int i = 0; i < 10_000; i++) {
      mirror.offer(this::copy);
    }

    assertThat(mirror.stats().sent()).isBetween(2_300L, 2_700L);
    assertThat(mirror(MirrorPolicy.defaults().withPercent(0)).offer(this::copy)).isFalse();
  }

  @Test
  void beginsElsewhereAndCountsTheEnds() {
    Mirror mirror = mirror(MirrorPolicy.defaults().withPercent(100));

    assertThat(mirror.offer(this::copy)).isTrue();
    assertThat(mirror.offer(this::copy)).isTrue();
    mirror.offer(
        () -> {
          throw new IllegalStateException("no copy today");
        });
    assertThat(copies).isEmpty();
    scheduler.runDue();
    copies.get(0).complete("answer");
    copies.get(1).completeExceptionally(new IllegalStateException("shadow is down"));

    assertThat(mirror.stats()).isEqualTo(new MirrorStats(3, 1, 2, 0, 0, 0));
  }

  @Test
  void aShadowThatHangsCostsItsPlacesUntilTheDeadline() {
    Mirror mirror = mirror(new MirrorPolicy(100, 2, Duration.ofSeconds(1)));
    for (int i = 0; i < 5; i++) {
      mirror.offer(this::copy);
    }
    scheduler.runDue();
    assertThat(mirror.stats()).isEqualTo(new MirrorStats(2, 0, 0, 0, 3, 2));

    scheduler.advance(Duration.ofSeconds(1));

    assertThat(copies).allMatch(CompletableFuture::isCancelled);
    assertThat(mirror.stats()).isEqualTo(new MirrorStats(2, 0, 0, 2, 3, 0));
    assertThat(mirror.offer(this::copy)).isTrue();
  }

  @Test
  void anAnswerAfterTheDeadlineCountsOnce() {
    Mirror mirror = mirror(new MirrorPolicy(100, 1, Duration.ofSeconds(1)));
    CompletableFuture<String> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false;
          }
        };
    mirror.offer(() -> stubborn);
    scheduler.advance(Duration.ofSeconds(2));
    stubborn.complete("late");

    assertThat(mirror.stats()).isEqualTo(new MirrorStats(1, 0, 0, 1, 0, 0));
  }

  @Test
  void aCopyWithoutAStageCountsOnceAndKeepsTheBound() {
    Mirror mirror = mirror(new MirrorPolicy(100, 1, Duration.ofSeconds(1)));
    mirror.offer(() -> null);
    scheduler.runDue();
    mirror.offer(this::copy);
    scheduler.advance(Duration.ofMillis(999));

    assertThat(mirror.stats()).isEqualTo(new MirrorStats(2, 0, 1, 0, 0, 1));
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(mirror.stats()).isEqualTo(new MirrorStats(2, 0, 1, 1, 0, 0));
  }

  @Test
  void valuesAreChecked() {
    assertThatThrownBy(() -> MirrorPolicy.defaults().withPercent(101))
        .hasMessage("percent is 101.0; it must be 0 to 100");
    assertThatThrownBy(() -> MirrorPolicy.defaults().withMaxInFlight(0))
        .hasMessageContaining("maxInFlight is 0");
    assertThatThrownBy(() -> MirrorPolicy.defaults().withDeadline(Duration.ZERO))
        .hasMessageContaining("deadline is 0s");
  }
}

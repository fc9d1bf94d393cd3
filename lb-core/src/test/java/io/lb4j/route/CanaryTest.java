package io.lb4j.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.route.CanaryPolicy.Action;
import io.lb4j.route.CanaryStatus.Phase;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.TimeAndChance;
import io.lb4j.time.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ramps in virtual time, at two hundred requests a second. */
final class CanaryTest {

  private static final Duration STEP = Duration.ofMinutes(1);
  private static final CanaryPolicy POLICY = CanaryPolicy.defaults().withSteps(STEP, 10, 50, 100);

  private static final String NO_WORSE =
      "no worse than v1: within 1.00 percentage points more failed requests and 1.5 times its p99,"
          + " chance aside";

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final Split<String> split =
      Split.<String>builder("cart")
          .variant("v1", "old", 1)
          .variant("v2", "new", 0)
          .timeAndChance(
              new TimeAndChance(ticker, WallClock.system(), scheduler, ScriptedRandom.seeded(3)))
          .build();
  private final List<CanaryStatus> heard = new ArrayList<>();
  private final Random random = new Random(5);
  private double errorsOfNew;
  private double slownessOfNew = 1;

  private Canary start(CanaryPolicy policy) {
    return Canary.start(split, "v2", policy, heard::add);
  }

  private void pass(Duration duration) {
    for (long second = 0; second < duration.toSeconds(); second++) {
      for (int i = 0; i < 200; i++) {
        Variant<String> variant = split.pick(SelectionContext.none());
        boolean isNew = variant.destination().equals("new");
        boolean fails = random.nextDouble() < (isNew ? errorsOfNew : 0.002);
        double millis = (10 + random.nextInt(10)) * (isNew ? slownessOfNew : 1);
        variant.report(
            fails ? Outcome.failure() : Outcome.success(),
            (long) (millis * TimeUnit.MILLISECONDS.toNanos(1)));
      }
      scheduler.advance(Duration.ofSeconds(1));
    }
  }

  private List<Double> percents() {
    return heard.stream().map(CanaryStatus::percent).toList();
  }

  @Test
  void aGoodCanaryGetsEverythingStepByStep() {
    Canary canary = start(POLICY);
    assertThat(split.weights()).containsEntry("v2", 10.0).containsEntry("v1", 90.0);

    // At 20 requests a second 10 % need a minute for 1133 requests, at 100 the step's time counts.
    pass(Duration.ofMinutes(4));

    assertThat(percents()).containsExactly(10.0, 50.0, 100.0);
    assertThat(canary.status().phase()).isEqualTo(Phase.PROMOTED);
    assertThat(split.weights()).containsEntry("v2", 100.0).containsEntry("v1", 0.0);
    assertThat(heard.get(1).reason()).isEqualTo(NO_WORSE);
    assertThat(heard.get(1).canary().requests()).isGreaterThan(1_132);
  }

  @Test
  void aCanaryThatFailsIsRolledBackWithinSeconds() {
    errorsOfNew = 0.2;
    Canary canary = start(POLICY);

    pass(Duration.ofSeconds(20));

    assertThat(canary.status().phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(split.weights()).containsEntry("v2", 0.0).containsEntry("v1", 100.0);
    assertThat(heard.get(1).reason()).contains("of its requests fail, 0.");
    assertThat(heard.get(1).toString()).startsWith("v2 of cart: ROLLED_BACK at 0.0 %, ");
  }

  @Test
  void aCanaryThatIsSlowIsRolledBack() {
    slownessOfNew = 2.5;
    start(POLICY);

    pass(STEP);

    assertThat(heard.get(1).phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(heard.get(1).reason()).startsWith("its p99 is ").contains("the baseline's ");
  }

  @Test
  void aCanaryThatTurnsBadLaterIsFoundInTheStepWhereItDoes() {
    start(POLICY);
    pass(Duration.ofSeconds(80));
    assertThat(percents()).containsExactly(10.0, 50.0);

    errorsOfNew = 0.1;
    pass(Duration.ofSeconds(30));

    assertThat(percents()).containsExactly(10.0, 50.0, 0.0);
  }

  @Test
  void aCanaryThatIsToBeHeldKeepsItsShare() {
    errorsOfNew = 0.2;
    Canary canary = start(POLICY.withActionWhenWorse(Action.HOLD));

    pass(Duration.ofMinutes(3));

    assertThat(canary.status().phase()).isEqualTo(Phase.HELD);
    assertThat(percents()).containsExactly(10.0, 10.0);
  }

  @Test
  void withoutTrafficAStepGoesOnForEver() {
    Canary canary = start(POLICY);

    scheduler.advance(Duration.ofHours(5));

    assertThat(canary.status().phase()).isEqualTo(Phase.RAMPING);
    assertThat(canary.status().percent()).isEqualTo(10);
    assertThat(heard).hasSize(1);
  }

  @Test
  void theOperatorHoldsResumesRollsBackBeginsAgainAndPromotes() {
    Canary canary = start(POLICY);
    canary.hold();
    pass(Duration.ofMinutes(3));
    assertThat(canary.status().percent()).isEqualTo(10);

    canary.resume();
    pass(Duration.ofSeconds(80));
    assertThat(canary.status().percent()).isEqualTo(50);

    canary.rollBack();
    pass(Duration.ofMinutes(3));
    assertThat(split.weights()).containsEntry("v2", 0.0);

    canary.resume();
    assertThat(canary.status().percent()).isEqualTo(10);
    canary.promote();
    scheduler.runDue();
    assertThat(heard)
        .extracting(CanaryStatus::reason)
        .containsExactly(
            "first step",
            "held by hand",
            "resumed by hand",
            NO_WORSE,
            "rolled back by hand",
            "begun again by hand",
            "promoted by hand");
  }

  @Test
  void aHeldCanaryIsStillRolledBackIfItIsWorse() {
    Canary canary = start(POLICY);
    canary.hold();
    errorsOfNew = 0.3;

    pass(Duration.ofSeconds(30));

    assertThat(canary.status().phase()).isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  void aListenerThatThrowsStopsNothing() {
    Canary.start(
        split,
        "v2",
        POLICY,
        status -> {
          heard.add(status);
          throw new IllegalStateException("pager is down");
        });

    pass(Duration.ofMinutes(4));

    assertThat(percents()).containsExactly(10.0, 50.0, 100.0);
  }

  @Test
  void aListenerThatFailsBadlyHearsOfTheRollBackAllTheSame() {
    Canary.start(
        split,
        "v2",
        POLICY,
        status -> {
          heard.add(status);
          throw new AssertionError("pager is gone");
        });

    pass(Duration.ofSeconds(30));
    errorsOfNew = 0.5;
    pass(Duration.ofSeconds(30));

    assertThat(percents()).containsExactly(10.0, 0.0);
  }

  @Test
  void closedItLeavesTheWeightsAndTakesNoOrders() {
    Canary canary = start(POLICY);
    canary.close();
    errorsOfNew = 0.5;

    pass(Duration.ofMinutes(1));

    assertThat(split.weights()).containsEntry("v2", 10.0);
    assertThatThrownBy(canary::promote).hasMessage("the canary of cart is closed");
  }

  @Test
  void aSplitHasOneCanaryAtATime() {
    Canary first = start(POLICY);

    assertThatThrownBy(() -> Canary.start(split, "v1", POLICY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("split cart has the canary \"v2\" already; close it before \"v1\" is started");
    assertThat(split.weights()).containsEntry("v2", 10.0);

    first.close();
    Canary.start(split, "v1", POLICY).close();
    assertThat(split.weights()).containsEntry("v1", 10.0);
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> Canary.start(split, "v3", POLICY))
        .hasMessageContaining("\"v3\" must be one of two variants; split cart has");
    assertThatThrownBy(() -> POLICY.withSteps(STEP, 10, 5, 100)).hasMessageContaining("must rise");
    assertThatThrownBy(() -> POLICY.withSteps(STEP, 10, 50))
        .hasMessageContaining("the last one must be 100");
    assertThatThrownBy(() -> POLICY.withMargins(0.5, 2)).hasMessageContaining("errorMargin is 0.5");
    assertThatThrownBy(() -> POLICY.withMargins(0.01, 0.5))
        .hasMessageContaining("latencyFactor is 0.5");
  }
}

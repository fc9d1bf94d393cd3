package io.lb4j.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.testkit.ScriptedRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every rule for a concurrency limit owes the balancer. Subclasses name the rule. */
abstract class AdaptiveLimitContract {

  private static final long MILLI = 1_000_000;

  /** Makes the rule under test, with these bounds. */
  abstract AdaptiveLimit rule(int initialLimit, int minLimit, int maxLimit);

  private final LimitEstimate start = rule(20, 1, 100).start();

  private static LimitSample served(double millis, int peakInFlight) {
    return new LimitSample(Math.round(millis * MILLI), 100, 0, peakInFlight);
  }

  private static LimitSample dropped(int drops, int peakInFlight) {
    return new LimitSample(10 * MILLI, 1000 - drops, drops, peakInFlight);
  }

  /** Serves at an even latency, with as much in flight as the limit allows. */
  private static LimitEstimate inUse(LimitEstimate from, double millis, int windows) {
    LimitEstimate estimate = from;
    for (int i = 0; i < windows; i++) {
      estimate = estimate.after(served(millis, estimate.limit()));
    }
    return estimate;
  }

  @Test
  void beginsWithTheFirstLimit() {
    assertThat(start.limit()).isEqualTo(20);
    assertThat(rule(1, 1, 1).start().limit()).isEqualTo(1);
  }

  @Test
  void growsWhileItIsInUseAndLatencyIsEven() {
    assertThat(inUse(start, 10, 30).limit()).isGreaterThan(25);
  }

  @Test
  void growsToItsMaximumAndNoFurther() {
    assertThat(inUse(start, 10, 1000).limit()).isEqualTo(100);
  }

  @Test
  void doesNotGrowWhileLessThanHalfIsInUse() {
    LimitEstimate estimate = start;
    for (int i = 0; i < 1000; i++) {
      estimate = estimate.after(served(10, 9));
    }
    assertThat(estimate.limit()).isEqualTo(20);
  }

  @Test
  void fallsWhenLatencyRisesWithItsUseAndRecovers() {
    LimitEstimate before = inUse(start, 10, 20);
    LimitEstimate during = inUse(before, 60, 20);
    LimitEstimate after = inUse(during, 10, 15);
    assertThat(during.limit()).isLessThan(before.limit());
    assertThat(after.limit()).isGreaterThan(during.limit());
  }

  /** Latency that another client's load has raised is no reason to send this one's elsewhere. */
  @Test
  void doesNotFallForLatencyWhileLessThanHalfIsInUse() {
    LimitEstimate estimate = start.after(served(10, 5));
    for (int i = 0; i < 50; i++) {
      estimate = estimate.after(served(60, 5));
    }
    assertThat(estimate.limit()).isEqualTo(20);
  }

  @Test
  void fallsToItsMinimumWhenAllIsDropped() {
    LimitEstimate estimate = start;
    for (int i = 0; i < 100; i++) {
      estimate = estimate.after(new LimitSample(0, 0, 50, estimate.limit()));
    }
    assertThat(estimate.limit()).isEqualTo(1);
    assertThat(inUse(estimate, 10, 100).limit()).isGreaterThan(20);
  }

  @Test
  void fallsWithoutUseWhenMuchIsDropped() {
    LimitEstimate estimate = start;
    for (int i = 0; i < 20; i++) {
      estimate = estimate.after(dropped(500, 1));
    }
    assertThat(estimate.limit()).isLessThan(10);
  }

  @Test
  void bearsADropInAThousand() {
    LimitEstimate estimate = start;
    for (int i = 0; i < 500; i++) {
      estimate = estimate.after(dropped(1, estimate.limit()));
    }
    assertThat(estimate.limit()).isGreaterThan(20);
  }

  @Test
  void isHalvedForTwoWindowsInSixtyWhileItIsInUse() {
    LimitEstimate estimate = inUse(start, 10, 1000);
    int halved = 0;
    for (int i = 0; i < 6200; i++) {
      halved += estimate.limit() <= 50 ? 1 : 0;
      estimate = estimate.after(served(10, estimate.limit()));
    }
    assertThat(halved).isEqualTo(200);
  }

  @Test
  void staysWithinItsBoundsWhateverHappens() {
    long[] latencies = {0, 1, MILLI, 1000 * MILLI, Long.MAX_VALUE};
    long[] counts = {0, 1, 1000, Long.MAX_VALUE};
    int[] peaks = {0, 1, 50, Integer.MAX_VALUE};
    ScriptedRandom random = ScriptedRandom.seeded(1);
    LimitEstimate estimate = rule(50, 3, 70).start();
    for (int i = 0; i < 10_000; i++) {
      estimate =
          estimate.after(
              new LimitSample(
                  latencies[random.nextInt(latencies.length)],
                  counts[random.nextInt(counts.length)],
                  counts[random.nextInt(counts.length)],
                  peaks[random.nextInt(peaks.length)]));
      assertThat(estimate.limit()).as("after sample " + i).isBetween(3, 70);
    }
    // And is not stuck there.
    assertThat(inUse(estimate, 10, 2000).limit()).isEqualTo(70);
  }

  @Test
  void isAPureFunction() {
    LimitEstimate once = inUse(start, 10, 100);
    int limit = once.limit();
    List<Integer> twice = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      twice.add(inUse(once, 60, 5).limit());
    }
    assertThat(twice.get(0)).isEqualTo(twice.get(1));
    assertThat(once.limit()).isEqualTo(limit);
  }
}

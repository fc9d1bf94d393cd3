package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.HotKey;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which keys most requests carry. */
final class HotKeysTest {

  private final VirtualFleet fleet =
      new VirtualFleet(
          3, builder -> builder.policy(SelectionPolicies.ringHash()).hotKeys(HotKeys.defaults()));

  private void call(SelectionContext context) {
    try (Lease<String> lease = fleet.balancer.select(context)) {
      lease.report(Outcome.success());
    }
  }

  /** Calls with one key for a tenth of the traffic, one for a fiftieth, and many others. */
  private void traffic(String hottest, String second, int calls) {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < calls; i++) {
      int drawn = random.nextInt(100);
      String key = drawn < 10 ? hottest : drawn < 12 ? second : "cold-" + random.nextInt(1_000_000);
      call(SelectionContext.forKey(key));
    }
  }

  @Test
  void theHottestKeysAreNamedWithTheirShare() {
    traffic("hot", "warm", 100_000);
    assertThat(fleet.balancer.hotKeys()).hasSize(10);
    HotKey first = fleet.balancer.hotKeys().get(0);
    HotKey second = fleet.balancer.hotKeys().get(1);
    assertThat(first.key()).isEqualTo("hot");
    assertThat(first.share()).isCloseTo(0.1, within(0.02));
    assertThat(first.shareAtLeast()).isLessThanOrEqualTo(first.share());
    assertThat(second.key()).isEqualTo("warm");
    assertThat(second.shareAtLeast()).isBetween(0.005, 0.025);
  }

  @Test
  void aShareThatMayBeThatOfOtherKeysIsNotCertain() {
    VirtualFleet even = new VirtualFleet(1, builder -> builder.hotKeys(new HotKeys(1, 10)));
    // Far more keys than counters, each twice: a counter counts mostly keys before its own. Enough
    // of them that counts are halved on the way.
    for (int i = 0; i < 15_000; i++) {
      try (Lease<String> lease = even.balancer.select(SelectionContext.forKey("k" + i / 2))) {
        lease.report(Outcome.success());
      }
    }
    assertThat(even.balancer.hotKeys())
        .hasSize(10)
        .allSatisfy(key -> assertThat(key.share()).isBetween(0.005, 0.02))
        .allSatisfy(key -> assertThat(key.shareAtLeast()).isBetween(0.0, 0.001));
  }

  @Test
  void whatWasHotFades() {
    traffic("yesterday", "warm", 100_000);
    traffic("today", "warm", 1_000_000);
    assertThat(fleet.balancer.hotKeys().get(0).key()).isEqualTo("today");
    assertThat(fleet.balancer.hotKeys().subList(0, 2))
        .extracting(HotKey::key)
        .doesNotContain("yesterday");
  }

  @Test
  void keysAreEscapedAndCut() {
    String bad = "a\r\nFORGED " + "x".repeat(10_000);
    for (int i = 0; i < 1000; i++) {
      call(SelectionContext.forKey(bad));
    }
    assertThat(fleet.balancer.hotKeys().get(0).key())
        .startsWith("a\\u000d\\u000aFORGED")
        .hasSizeLessThan(300);
  }

  @Test
  void requestsWithoutATextKeyAreNotCounted() {
    for (int i = 0; i < 1000; i++) {
      call(SelectionContext.none());
      call(SelectionContext.forHash(i));
    }
    assertThat(fleet.balancer.hotKeys()).isEmpty();
  }

  @Test
  void nothingIsWatchedUnlessAskedFor() {
    VirtualFleet plain = new VirtualFleet(1);
    try (Lease<String> lease = plain.balancer.select(SelectionContext.forKey("k"))) {
      lease.report(Outcome.success());
    }
    assertThat(plain.balancer.hotKeys()).isEmpty();
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HotKeys(0, 10))
        .withMessageContaining("oneIn is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HotKeys(1, 101))
        .withMessageContaining("reported is 101");
  }
}

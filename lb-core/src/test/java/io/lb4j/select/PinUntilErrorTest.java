package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One endpoint for everything, until it fails. */
final class PinUntilErrorTest {

  private static final long HALF = 1L << 63;

  private final SelectionPolicy policy = SelectionPolicies.pinUntilError();
  private final FakeCandidates candidates = FakeCandidates.equal(policy, ScriptedRandom.of(0), 4);
  private final Picker picker = policy.newPicker(candidates, null);

  private static int pick(Picker picker) {
    return picker.pick(SelectionContext.none(), 0);
  }

  private void report(int index, Outcome outcome) {
    candidates.requireCell(index).learn(outcome, 1_000_000, candidates.ticker.nanoTime());
  }

  @Test
  void itStaysWhileAllIsWell() {
    for (int i = 0; i < 100; i++) {
      assertThat(pick(picker)).isEqualTo(0);
      report(0, i % 2 == 0 ? Outcome.success() : Outcome.ignored());
    }
  }

  @Test
  void anyKindOfFailureMovesItOn() {
    report(0, Outcome.failure());
    assertThat(pick(picker)).isEqualTo(1);
    report(1, Outcome.timeout());
    assertThat(pick(picker)).isEqualTo(2);
    report(2, Outcome.connectFailure());
    assertThat(pick(picker)).isEqualTo(3);
    report(3, Outcome.rejected());
    assertThat(pick(picker)).as("around, past failures forgiven").isEqualTo(0);
    assertThat(pick(picker)).isEqualTo(0);
  }

  @Test
  void aBurstOfFailuresOfOneEndpointMovesItOnce() {
    report(0, Outcome.failure());
    report(0, Outcome.failure());
    assertThat(pick(picker)).isEqualTo(1);
    report(0, Outcome.failure());
    assertThat(pick(picker)).isEqualTo(1);
  }

  @Test
  void aRequestThatMustGoElsewhereMovesNothing() {
    SelectionContext avoiding = SelectionContext.none().avoiding(candidates.endpoint(0));
    assertThat(picker.pick(avoiding, 0)).isEqualTo(1);
    assertThat(picker.pick(SelectionContext.none(), 1)).isEqualTo(1);
    candidates.full[1] = true;
    assertThat(picker.pick(avoiding, 0)).isEqualTo(2);
    assertThat(pick(picker)).isEqualTo(0);
  }

  @Test
  void clientsStartByWeight() {
    int[] counts = new int[3];
    for (int seed = 0; seed < 4000; seed++) {
      FakeCandidates weighted = new FakeCandidates(policy, ScriptedRandom.seeded(seed), 1, 2, 1);
      counts[pick(policy.newPicker(weighted, null))]++;
    }
    assertThat(counts[0]).isBetween(900, 1100);
    assertThat(counts[1]).isBetween(1850, 2150);
  }

  @Test
  void theSuccessorKeepsThePinAndItsCount() {
    report(0, Outcome.failure());
    assertThat(pick(picker)).isEqualTo(1);
    Picker after = policy.newPicker(candidates, picker);
    assertThat(pick(after)).isEqualTo(1);
    report(1, Outcome.failure());
    Picker afterFailure = policy.newPicker(candidates, after);
    assertThat(pick(afterFailure)).as("seen by nobody before the change").isEqualTo(2);
  }

  @Test
  void anEndpointThatIsGoneIsFollowedByTheNextThatIsThere() {
    FakeCandidates five = FakeCandidates.equal(policy, ScriptedRandom.of(HALF), 5);
    Picker before = policy.newPicker(five, null);
    assertThat(pick(before)).isEqualTo(2);
    FakeCandidates two = FakeCandidates.equal(policy, ScriptedRandom.seeded(1), 2);
    assertThat(pick(policy.newPicker(two, before)))
        .as("e2, e3 and e4 are gone, so it is e0")
        .isEqualTo(0);
  }

  @Test
  void oneEndpointIsAlwaysPicked() {
    FakeCandidates one = FakeCandidates.equal(policy, ScriptedRandom.of(0), 1);
    Picker alone = policy.newPicker(one, null);
    IntStream.range(0, 10)
        .forEach(
            i -> {
              one.requireCell(0).learn(Outcome.failure(), 1, i);
              assertThat(pick(alone)).isEqualTo(0);
            });
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Traffic;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {

  @Test
  void whateverTheWitnessesSayTheMostSevereVerdictIsTheState() {
    for (List<Verdict> held : everyCombination()) {
      Standing standing = Standing.GOOD;
      for (Verdict verdict : held) {
        standing = standing.with(verdict);
      }
      assertThat(standing.state())
          .as("%s", held)
          .isEqualTo(
              held.stream()
                  .map(Verdict::state)
                  .max(Comparator.naturalOrder())
                  .orElse(HealthState.HEALTHY));
      assertThat(standing.traffic())
          .as("%s", held)
          .isEqualTo(
              held.stream()
                  .map(Verdict::traffic)
                  .max(Comparator.naturalOrder())
                  .orElse(Traffic.NORMAL));
      assertThat(standing.verdicts()).containsExactlyInAnyOrderElementsOf(held);
    }
  }

  @Test
  void liftingOneVerdictLeavesTheOthers() {
    for (List<Verdict> held : everyCombination()) {
      Standing standing = Standing.GOOD;
      for (Verdict verdict : held) {
        standing = standing.with(verdict);
      }
      for (Verdict verdict : held) {
        assertThat(standing.without(verdict.witness()).verdicts())
            .hasSize(held.size() - 1)
            .doesNotContain(verdict);
      }
    }
  }

  @Test
  void aNewVerdictTakesThePlaceOfTheSameWitnesssLast() {
    Standing standing =
        Standing.GOOD
            .with(verdict(Witness.OPERATOR, HealthState.DRAINING))
            .with(verdict(Witness.OPERATOR, HealthState.DISABLED));
    assertThat(standing.verdicts())
        .containsExactly(verdict(Witness.OPERATOR, HealthState.DISABLED));
    assertThat(Standing.GOOD.verdicts()).isEmpty();
  }

  @Test
  void aWitnessFindsOnlyWhatItCanKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> verdict(Witness.PASSIVE, HealthState.DISABLED))
        .withMessageContaining("PASSIVE")
        .withMessageContaining("DISABLED");
  }

  private static List<List<Verdict>> everyCombination() {
    List<List<Verdict>> all = new ArrayList<>(List.of(List.of()));
    for (Witness witness : Witness.values()) {
      List<List<Verdict>> longer = new ArrayList<>(all);
      for (HealthState state : HealthState.values()) {
        if (witness.mayFind(state)) {
          for (List<Verdict> held : all) {
            List<Verdict> more = new ArrayList<>(held);
            more.add(verdict(witness, state));
            longer.add(more);
          }
        }
      }
      all = longer;
    }
    return all;
  }

  private static Verdict verdict(Witness witness, HealthState state) {
    return new Verdict(witness, state, Evidence.NONE, "because", Instant.EPOCH, null);
  }
}

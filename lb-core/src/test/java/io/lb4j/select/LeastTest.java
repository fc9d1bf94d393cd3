package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import org.junit.jupiter.api.Test;

/** Scans of all candidates. */
final class LeastTest {

  @Test
  void aStartingEndpointGetsItsShareOfWhatItsWeightWouldGive() {
    SelectionPolicy policy = SelectionPolicies.leastConnections();
    FakeCandidates candidates =
        new FakeCandidates(policy, ScriptedRandom.seeded(4), 5, 1, 1, 1, 1, 1);
    candidates.slowStartShares[0] = 0.2;
    Picker picker = policy.newPicker(candidates, null);
    int picks = 0;
    for (int i = 0; i < 10_000; i++) {
      picks += picker.pick(SelectionContext.none(), 0) == 0 ? 1 : 0;
    }
    assertThat(picks).isCloseTo(1000, withinPercentage(10));
  }
}

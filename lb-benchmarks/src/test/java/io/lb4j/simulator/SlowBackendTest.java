package io.lb4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenarios;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Linkerd's "Beyond round robin": what share of the calls is answered within a second. */
class SlowBackendTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void loadAwarePoliciesAvoidASlowBackend(long seed) {
    // The slow backend has a 22nd of all requests under round robin.
    assertThat(run("round_robin", seed).successRate()).isCloseTo(1 - 1 / 22.0, offset(0.001));
    assertThat(run("least_requests", seed).successRate()).isGreaterThanOrEqualTo(0.993);
    assertThat(run("peak_ewma", seed).successRate()).isGreaterThanOrEqualTo(0.9985);
  }

  private static Result run(String policy, long seed) {
    return Simulation.run(Scenarios.find("slow-backend"), Contestant.parse(policy), seed);
  }
}

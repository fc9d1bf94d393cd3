package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The first is filled, then the next. */
final class FirstAvailableTest {

  private final SelectionPolicy policy = SelectionPolicies.firstAvailable();
  private final FakeCandidates candidates =
      FakeCandidates.equal(policy, ScriptedRandom.seeded(1), 4);
  private final Picker picker = policy.newPicker(candidates, null);

  private int pick() {
    return picker.pick(SelectionContext.none(), 0);
  }

  @Test
  void theFirstWithRoomIsPicked() {
    assertThat(pick()).isEqualTo(0);
    candidates.full[0] = true;
    candidates.full[1] = true;
    assertThat(pick()).isEqualTo(2);
    candidates.full[0] = false;
    assertThat(pick()).isEqualTo(0);
  }

  @Test
  void whenAllAreFullNobodyIs() {
    Arrays.fill(candidates.full, true);
    assertThat(pick()).isEqualTo(-1);
  }

  @Test
  void oneThatStartsGetsItsShareAndTheNextTheRest() {
    candidates.slowStartShares[0] = 0.25;
    int[] counts = new int[4];
    IntStream.range(0, 10_000).forEach(i -> counts[pick()]++);
    assertThat(counts[0]).isBetween(2300, 2700);
    assertThat(counts[1]).isEqualTo(10_000 - counts[0]);
  }

  @Test
  void oneThatStartsIsBetterThanNone() {
    Arrays.fill(candidates.full, true);
    candidates.full[2] = false;
    candidates.slowStartShares[2] = 1e-9;
    assertThat(pick()).isEqualTo(2);
  }

  @Test
  void aBalancerFillsItsEndpointsInOrder() {
    Balancer<String> balancer =
        Balancer.<String>builder("fill")
            .endpoints(
                List.of(
                    Endpoint.builder("a", "t").maxConcurrency(2).build(),
                    Endpoint.builder("b", "t").maxConcurrency(3).build(),
                    Endpoint.of("c", "t")))
            .policy(policy)
            .build();
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      open.add(balancer.select());
    }
    assertThat(open.stream().map(lease -> lease.endpoint().id()))
        .containsExactly("a", "a", "b", "b", "b", "c", "c");
    open.get(1).report(Outcome.success());
    open.get(1).close();
    assertThat(balancer.select().endpoint().id()).isEqualTo("a");
    balancer.close();
  }
}

package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BoundedLoadTest {

  private static final SelectionContext HOT = SelectionContext.forKey("192.0.2.7");

  static Stream<SelectionPolicy> bounded() {
    return Stream.of(
            SelectionPolicies.ringHash(1024, 65_536),
            SelectionPolicies.maglev(),
            SelectionPolicies.nginxConsistentHash(),
            SelectionPolicies.libmemcachedKetama(),
            SelectionPolicies.rendezvousHash(),
            SelectionPolicies.jumpHash(),
            SelectionPolicies.moduloHash(),
            SelectionPolicies.ipHash())
        .map(policy -> SelectionPolicies.boundedLoad(policy, 1.25));
  }

  private static Balancer<String> balancer(SelectionPolicy policy, double... weights) {
    return Balancer.<String>builder("bounded")
        .endpoints(
            IntStream.range(0, weights.length)
                .mapToObj(i -> Endpoint.builder("e" + i, "t").weight(weights[i]).build())
                .toList())
        .policy(policy)
        .random(ScriptedRandom.seeded(1))
        .build();
  }

  private static void finish(Lease<String> lease) {
    lease.report(Outcome.success());
    lease.close();
  }

  @ParameterizedTest
  @MethodSource("bounded")
  void aHotKeyStaysBelowFiveFourthsOfTheAverage(SelectionPolicy policy) {
    Balancer<String> balancer = balancer(policy, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    Map<String, Integer> inFlight = new HashMap<>();
    List<Lease<String>> open = new ArrayList<>();
    Random random = new Random(20_260_101);
    for (int i = 0; i < 2000; i++) {
      if (open.size() > 5 && random.nextInt(100) < 45) {
        Lease<String> lease = open.remove(random.nextInt(open.size()));
        inFlight.merge(lease.endpoint().id(), -1, Integer::sum);
        finish(lease);
      } else {
        Lease<String> lease = balancer.select(HOT);
        open.add(lease);
        int own = inFlight.merge(lease.endpoint().id(), 1, Integer::sum);
        assertThat(own).isLessThanOrEqualTo((int) Math.ceil(1.25 * open.size() / 10));
      }
    }
    open.forEach(BoundedLoadTest::finish);
  }

  @ParameterizedTest
  @MethodSource("bounded")
  void boundsFollowTheWeights(SelectionPolicy policy) {
    double[] weights = {1, 2, 3, 4};
    Balancer<String> balancer = balancer(policy, weights);
    int[] inFlight = new int[4];
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 1; i <= 400; i++) {
      Lease<String> lease = balancer.select(HOT);
      open.add(lease);
      int index = lease.endpoint().id().charAt(1) - '0';
      inFlight[index]++;
      assertThat(inFlight[index])
          .isLessThanOrEqualTo((int) Math.ceil(1.25 * i * weights[index] / 10));
    }
    open.forEach(BoundedLoadTest::finish);
  }

  @Test
  void aKeyStaysWhereItBelongsWhileThereIsRoom() {
    SelectionPolicy policy = SelectionPolicies.boundedLoad(SelectionPolicies.maglev(), 1.25);
    FakeCandidates candidates = FakeCandidates.equal(policy, ScriptedRandom.seeded(1), 10);
    Picker bounded = policy.newPicker(candidates, null);
    Picker plain = SelectionPolicies.maglev().newPicker(candidates, null);
    for (int i = 0; i < 200; i++) {
      SelectionContext context = SelectionContext.forKey("key-" + i);
      assertThat(bounded.pick(context, 0)).isEqualTo(plain.pick(context, 0));
    }
  }

  @Test
  void theNextChoiceIsThatOfTheOtherPolicy() {
    SelectionPolicy policy =
        SelectionPolicies.boundedLoad(SelectionPolicies.rendezvousHash(), 1.25);
    FakeCandidates candidates = FakeCandidates.equal(policy, ScriptedRandom.seeded(1), 10);
    Picker bounded = policy.newPicker(candidates, null);
    Picker plain = SelectionPolicies.rendezvousHash().newPicker(candidates, null);
    int first = plain.pick(HOT, 0);
    candidates.inFlight[first] = 10;
    assertThat(bounded.pick(HOT, 0)).isEqualTo(plain.pick(HOT, 1));
    assertThat(bounded.pick(HOT, 1)).isEqualTo(plain.pick(HOT, 2));
  }

  /** More endpoints are full than choices are asked for: the scan finds the one with room. */
  @Test
  void theOnlyOneWithRoomIsFound() {
    SelectionPolicy policy = SelectionPolicies.boundedLoad(SelectionPolicies.jumpHash(), 1);
    FakeCandidates candidates = FakeCandidates.equal(policy, ScriptedRandom.seeded(1), 100);
    Picker bounded = policy.newPicker(candidates, null);
    for (int idle = 0; idle < 100; idle++) {
      for (int i = 0; i < 100; i++) {
        candidates.inFlight[i] = i == idle ? 0 : 5;
      }
      assertThat(bounded.pick(HOT, 0)).isEqualTo(idle);
      assertThat(bounded.pick(HOT, 1)).isEqualTo(-1);
    }
  }

  @Test
  void asksForTheTotalAndPassesOnWhatTheOtherPolicyAsks() {
    assertThat(SelectionPolicies.boundedLoad(SelectionPolicies.maglev(), 1.25).traits())
        .containsExactlyInAnyOrder(Trait.TOTAL_IN_FLIGHT, Trait.OWN_TRAFFIC_SHARES);
    assertThat(SelectionPolicies.boundedLoad(SelectionPolicies.peakEwma(), 1.25).traits())
        .containsExactly(Trait.TOTAL_IN_FLIGHT);
    assertThat(SelectionPolicies.boundedLoad(SelectionPolicies.peakEwma(), 1.25).newCell())
        .isNotNull();
  }
}

package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.hash.KeyHash;
import io.lb4j.hash.MaglevPlacement;
import io.lb4j.hash.RingPlacement;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the policies add to their placements. */
final class HashingTest {

  static Stream<SelectionPolicy> keyedByText() {
    return Stream.of(
        SelectionPolicies.nginxConsistentHash(),
        SelectionPolicies.libmemcachedKetama(),
        SelectionPolicies.ipHash());
  }

  static Stream<SelectionPolicy> keyedByHash() {
    return Stream.of(
        SelectionPolicies.ringHash(),
        SelectionPolicies.maglev(),
        SelectionPolicies.rendezvousHash(),
        SelectionPolicies.jumpHash(),
        SelectionPolicies.moduloHash());
  }

  static Stream<SelectionPolicy> inWholeWeights() {
    return Stream.of(
        SelectionPolicies.nginxConsistentHash(),
        SelectionPolicies.moduloHash(),
        SelectionPolicies.ipHash());
  }

  private static FakeCandidates candidates(SelectionPolicy policy, double... weights) {
    return new FakeCandidates(policy, ScriptedRandom.seeded(1), weights);
  }

  @ParameterizedTest
  @MethodSource("keyedByText")
  void policiesKeyedByTextRefuseAHashAndSayWhatToDo(SelectionPolicy policy) {
    Balancer<String> balancer =
        Balancer.<String>builder("texts")
            .endpoints(List.of(Endpoint.of("a", "t"), Endpoint.of("b", "t")))
            .policy(policy)
            .build();
    assertThatExceptionOfType(UnsuitableContextException.class)
        .isThrownBy(() -> balancer.select(SelectionContext.forHash(42)))
        .withMessageContaining(policy.name())
        .withMessageContaining("use SelectionContext.forKey(text)");
    balancer.close();
  }

  @ParameterizedTest
  @MethodSource("keyedByText")
  void anEmptyTextCountsAsNoKey(SelectionPolicy policy) {
    Picker picker = policy.newPicker(candidates(policy, 1, 1, 1), null);
    assertThat(
            IntStream.range(0, 100)
                .map(i -> picker.pick(SelectionContext.forKey(""), 0))
                .boxed()
                .distinct())
        .hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("keyedByHash")
  void aHashStandsForItsKey(SelectionPolicy policy) {
    Picker picker = policy.newPicker(candidates(policy, 1, 2, 3, 4, 5), null);
    for (int i = 0; i < 100; i++) {
      String key = "key-" + i;
      assertThat(picker.pick(SelectionContext.forHash(KeyHash.xxh64(key)), 0))
          .isEqualTo(picker.pick(SelectionContext.forKey(key), 0));
    }
  }

  @Test
  void ipHashRefusesAKeyThatIsNoAddressWithoutRepeatingIt() {
    SelectionPolicy policy = SelectionPolicies.ipHash();
    Picker picker = policy.newPicker(candidates(policy, 1, 1), null);
    assertThatExceptionOfType(UnsuitableContextException.class)
        .isThrownBy(() -> picker.pick(SelectionContext.forKey("customer-42"), 0))
        .withMessageContaining("IPv4 or IPv6 address")
        .withMessageNotContaining("customer-42");
  }

  @ParameterizedTest
  @MethodSource("inWholeWeights")
  void placementsThatCountWeightsRefuseFractionsBeforeTheyServe(SelectionPolicy policy) {
    List<Endpoint<String>> halves =
        List.of(Endpoint.of("a", "t"), Endpoint.builder("b", "t").weight(1.5).build());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Balancer.<String>builder("whole")
                    .endpoints(halves)
                    .policy(SelectionPolicies.boundedLoad(policy, 1.25))
                    .build())
        .withMessage(
            "endpoint \"b\" has weight 1.5, but %s counts in whole weights;"
                + " multiply all weights by the same number",
            policy.name());
    Balancer<String> balancer = balancer(policy, List.of(Endpoint.of("a", "t")));
    assertThatIllegalArgumentException().isThrownBy(() -> balancer.update(halves));
    assertThat(balancer.snapshot().endpoints()).hasSize(1);
  }

  @Test
  void nginxsCircleRefusesWeightsThatNeedTooManyPoints() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                balancer(
                    SelectionPolicies.nginxConsistentHash(),
                    List.of(
                        Endpoint.builder("a", "t").weight(52_428).build(), Endpoint.of("b", "t"))))
        .withMessageContaining("the weights add up to 52429.0")
        .withMessageContaining("takes 52428 in all");
  }

  static Stream<SelectionPolicy> numberingMembers() {
    return Stream.of(
        SelectionPolicies.jumpHash(), SelectionPolicies.moduloHash(), SelectionPolicies.ipHash());
  }

  @ParameterizedTest
  @MethodSource("numberingMembers")
  void whoIsOutOfTrafficKeepsItsNumber(SelectionPolicy policy) {
    Balancer<String> balancer =
        balancer(
            policy, Stream.of("a", "b", "c", "d", "e").map(id -> Endpoint.of(id, id)).toList());
    List<String> before = placement(balancer);
    balancer.disable("b");
    List<String> during = placement(balancer);
    balancer.enable("b");
    assertThat(placement(balancer)).isEqualTo(before);
    assertThat(new HashSet<>(during)).containsExactlyInAnyOrder("a", "c", "d", "e");
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals("b")) {
        assertThat(during.get(i)).isEqualTo(before.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("numberingMembers")
  void someoneServesHoweverManyAreOut(SelectionPolicy policy) {
    Balancer<String> balancer =
        balancer(
            policy, IntStream.range(0, 60).mapToObj(i -> Endpoint.of("m" + i, "m" + i)).toList());
    IntStream.range(1, 60).forEach(i -> balancer.disable("m" + i));
    assertThat(new HashSet<>(placement(balancer))).containsExactly("m0");
  }

  @ParameterizedTest
  @MethodSource("numberingMembers")
  void weightZeroHasNoNumber(SelectionPolicy policy) {
    Endpoint<String> idle = Endpoint.builder("idle", "idle").weight(0).build();
    List<Endpoint<String>> two = List.of(Endpoint.of("a", "a"), Endpoint.of("b", "b"));
    assertThat(placement(balancer(policy, List.of(idle, two.get(0), two.get(1)))))
        .isEqualTo(placement(balancer(policy, two)));
    assertThat(new HashSet<>(placement(balancer(policy, List.of(idle))))).containsExactly("idle");
  }

  @Test
  void whoSharesAPlaceServesItWhileTheOtherIsOut() {
    Balancer<String> balancer =
        balancer(
            SelectionPolicies.jumpHash(),
            Stream.of("a", "b", "b2")
                .map(
                    id ->
                        Endpoint.builder(id, id)
                            .metadata(
                                Map.of(SelectionPolicies.HASH_KEY_METADATA, id.substring(0, 1)))
                            .build())
                .toList());
    List<String> before = placement(balancer);
    balancer.disable("b");
    assertThat(placement(balancer))
        .isEqualTo(before.stream().map(id -> id.equals("b") ? "b2" : id).toList());
  }

  /** Places and their weights stay as they are, but those who may be drawn do not. */
  @Test
  void requestsWithoutAKeyKeepTheWeightsWhileOneOfASharedPlaceIsOut() {
    Map<String, String> shared = Map.of(SelectionPolicies.HASH_KEY_METADATA, "b");
    Balancer<String> balancer =
        Balancer.<String>builder("hashing")
            .endpoints(
                Endpoint.builder("a", "a").weight(1).build(),
                Endpoint.builder("b", "b").weight(3).build(),
                Endpoint.builder("b2", "b2").weight(4).metadata(shared).build())
            .policy(SelectionPolicies.maglev())
            .random(ScriptedRandom.seeded(1))
            .build();
    balancer.disable("b2");
    int light = 0;
    for (int i = 0; i < 4000; i++) {
      try (Lease<String> lease = balancer.select()) {
        light += lease.target().equals("a") ? 1 : 0;
        lease.report(Outcome.success());
      }
    }
    assertThat(light).isBetween(900, 1100);
  }

  private static Balancer<String> balancer(
      SelectionPolicy policy, List<Endpoint<String>> endpoints) {
    return Balancer.<String>builder("hashing").endpoints(endpoints).policy(policy).build();
  }

  private static List<String> placement(Balancer<String> balancer) {
    return IntStream.range(0, 400)
        .mapToObj(i -> SelectionContext.forKey("10.1." + i % 200 + "." + i / 200))
        .map(
            key -> {
              try (Lease<String> lease = balancer.select(key)) {
                lease.report(Outcome.success());
                return lease.target();
              }
            })
        .toList();
  }

  @Test
  void configuredWeightsAreUsedAsTheyAre() {
    SelectionPolicy policy = SelectionPolicies.moduloHash();
    Picker picker = policy.newPicker(candidates(policy, 1, 3), null);
    assertThat(IntStream.range(0, 8).map(i -> picker.pick(SelectionContext.forHash(i), 0)))
        .containsExactly(0, 1, 1, 1, 0, 1, 1, 1);
  }

  @Test
  void theRingIsPlacedByIdAndXxh64() {
    SelectionPolicy policy = SelectionPolicies.ringHash();
    Picker picker = policy.newPicker(candidates(policy, 1, 2, 3), null);
    RingPlacement ring =
        RingPlacement.of(new String[] {"e0", "e1", "e2"}, new double[] {1, 2, 3}, 1024, 8_388_608);
    MaglevPlacement table =
        MaglevPlacement.of(new String[] {"e0", "e1", "e2"}, new double[] {1, 2, 3}, 65_537);
    SelectionPolicy maglev = SelectionPolicies.maglev();
    Picker maglevPicker = maglev.newPicker(candidates(maglev, 1, 2, 3), null);
    for (int i = 0; i < 200; i++) {
      String key = "key-" + i;
      long hash = KeyHash.xxh64(key);
      assertThat(picker.pick(SelectionContext.forKey(key), i % 4))
          .isEqualTo(ring.index(hash, i % 4));
      assertThat(maglevPicker.pick(SelectionContext.forKey(key), i % 4))
          .isEqualTo(table.index(hash, i % 4));
    }
  }

  @Test
  void rendezvousPassesFullEndpointsOverAtOnce() {
    SelectionPolicy policy = SelectionPolicies.rendezvousHash();
    FakeCandidates candidates = candidates(policy, 1, 1, 1, 1);
    Picker picker = policy.newPicker(candidates, null);
    SelectionContext context = SelectionContext.forKey("key");
    int first = picker.pick(context, 0);
    int second = picker.pick(context, 1);
    candidates.full[first] = true;
    assertThat(picker.pick(context, 0)).isEqualTo(second);
    assertThat(picker.pick(context.avoiding(candidates.endpoint(second)), 0))
        .isNotIn(first, second);
  }

  /** The tables move on to new candidates, their answers about admission do not stay behind. */
  @Test
  void aSuccessorAsksItsOwnCandidates() {
    SelectionPolicy policy = SelectionPolicies.rendezvousHash();
    FakeCandidates before = candidates(policy, 1, 1, 1, 1);
    FakeCandidates after = candidates(policy, 1, 1, 1, 1);
    Picker predecessor = policy.newPicker(before, null);
    Picker picker = policy.newPicker(after, predecessor);
    SelectionContext context = SelectionContext.forKey("key");
    int first = picker.pick(context, 0);
    after.full[first] = true;
    assertThat(picker.pick(context, 0)).isNotEqualTo(first);
    assertThat(predecessor.pick(context, 0)).isEqualTo(first);
  }

  @Test
  void refusesBadSizesWhenThePolicyIsMade() {
    assertThatIllegalArgumentException().isThrownBy(() -> SelectionPolicies.ringHash(0, 10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectionPolicies.ringHash(1024, 8_388_609));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectionPolicies.maglev(65_536))
        .withMessageContaining("must be prime");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectionPolicies.boundedLoad(SelectionPolicies.maglev(), 0.99))
        .withMessageContaining("at least 1");
  }
}

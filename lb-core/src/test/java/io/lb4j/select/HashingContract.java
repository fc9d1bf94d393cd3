package io.lb4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.zone.SubsetPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every policy that goes by the key owes its users besides {@link PickerContract}, which it
 * meets through requests without a key. Keys are addresses, which all of them take.
 */
abstract class HashingContract extends PickerContract {

  private static final int KEYS = 300;

  /** Requests without a key go by weight. */
  @Override
  boolean honoursWeights() {
    return true;
  }

  @Override
  boolean startsSlowly() {
    return false;
  }

  private static SelectionContext key(int number) {
    return SelectionContext.forKey("10." + number / 200 + "." + number % 200 + ".7");
  }

  private static List<Endpoint<String>> servers(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> Endpoint.of("server-" + i + ":80", "t" + i))
        .toList();
  }

  private Balancer<String> balanced(List<Endpoint<String>> endpoints) {
    return Balancer.<String>builder("hashing")
        .endpoints(endpoints)
        .policy(policy())
        .random(ScriptedRandom.seeded(1))
        .build();
  }

  private static String pick(Balancer<String> balancer, SelectionContext context) {
    try (Lease<String> lease = balancer.select(context)) {
      lease.report(Outcome.success());
      return lease.endpoint().id();
    }
  }

  private static List<String> placement(Balancer<String> balancer) {
    return IntStream.range(0, KEYS).mapToObj(i -> pick(balancer, key(i))).toList();
  }

  @Test
  void equalKeysGoToTheSameEndpointInEveryInstance() {
    List<String> once = placement(balanced(servers(5)));
    assertThat(placement(balanced(servers(5)))).isEqualTo(once);
    assertThat(new HashSet<>(once)).hasSize(5);
  }

  @Test
  void aSubsetPlacesAsABalancerOfItsEndpointsDoes() {
    List<Endpoint<String>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(
          Endpoint.builder("server-" + i + ":80", "t")
              .metadata(Map.of("rack", i % 3 == 0 ? "a" : "b"))
              .build());
    }
    List<Endpoint<String>> rack =
        all.stream().filter(endpoint -> endpoint.metadata().containsValue("a")).toList();
    Balancer<String> balancer =
        Balancer.<String>builder("hashing")
            .endpoints(all)
            .policy(policy())
            .random(ScriptedRandom.seeded(1))
            .subsets(SubsetPolicy.by("rack"))
            .build();
    List<String> placed =
        IntStream.range(0, KEYS)
            .mapToObj(i -> pick(balancer, key(i).requiring("rack", "a")))
            .toList();
    assertThat(placed).isEqualTo(placement(balanced(rack)));
  }

  @Test
  void updatesThatChangeNothingMoveNoKey() {
    Balancer<String> balancer = balanced(servers(5));
    List<String> before = placement(balancer);
    balancer.update(servers(5));
    assertThat(placement(balancer)).isEqualTo(before);
    balancer.disable("server-1:80");
    balancer.enable("server-1:80");
    assertThat(placement(balancer)).isEqualTo(before);
  }

  @Test
  void anUpdatedBalancerPlacesAsANewOne() {
    Balancer<String> balancer = balanced(servers(2));
    for (int size : new int[] {5, 6, 3, 9, 8}) {
      balancer.update(servers(size));
      assertThat(placement(balancer)).isEqualTo(placement(balanced(servers(size))));
    }
  }

  @Test
  void avoidanceKeepsToTheKeyAsFarAsItCan() {
    Balancer<String> balancer = balanced(servers(4));
    for (int i = 0; i < KEYS; i++) {
      Set<String> tried = new HashSet<>();
      SelectionContext context = key(i);
      for (int attempt = 0; attempt < 4; attempt++) {
        String id = pick(balancer, context);
        assertThat(tried.add(id)).as("%s again for key %s", id, i).isTrue();
        context = context.avoiding(Endpoint.of(id, "t"));
      }
    }
  }

  @Test
  void theFirstRetryIsTheSameEveryTime() {
    Balancer<String> balancer = balanced(servers(8));
    int stable = 0;
    for (int i = 0; i < KEYS; i++) {
      SelectionContext context = key(i).avoiding(Endpoint.of(pick(balancer, key(i)), "t"));
      stable += pick(balancer, context).equals(pick(balancer, context)) ? 1 : 0;
    }
    // A ring may have some points of one endpoint in a row, and then the balancer chooses.
    assertThat(stable).isGreaterThanOrEqualTo(KEYS * 97 / 100);
  }

  @Test
  void aFullEndpointsKeysGoElsewhere() {
    Balancer<String> balancer =
        balanced(
            IntStream.range(0, 3)
                .mapToObj(
                    i -> Endpoint.builder("server-" + i + ":80", "t").maxConcurrency(2).build())
                .toList());
    List<Lease<String>> open = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      open.add(balancer.select(key(1)));
    }
    assertThat(open.stream().map(lease -> lease.endpoint().id()).distinct()).hasSize(3);
    open.forEach(
        lease -> {
          lease.report(Outcome.success());
          lease.close();
        });
  }

  @Test
  void theHashKeyReplacesTheId() {
    List<Endpoint<String>> named =
        IntStream.range(0, 5)
            .mapToObj(
                i ->
                    Endpoint.builder("pod-" + i, "t")
                        .metadata(
                            Map.of(SelectionPolicies.HASH_KEY_METADATA, "server-" + i + ":80"))
                        .build())
            .toList();
    assertThat(placement(balanced(named)).stream().map(id -> "server" + id.substring(3) + ":80"))
        .containsExactlyElementsOf(placement(balanced(servers(5))));
  }

  /** Two candidates with one hash key, as after a rename: one place, whatever the order. */
  @Test
  void endpointsThatShareAHashKeyShareAPlace() {
    List<Endpoint<String>> twins = new ArrayList<>(servers(4));
    twins.add(
        Endpoint.builder("another", "t")
            .metadata(Map.of(SelectionPolicies.HASH_KEY_METADATA, "server-2:80"))
            .build());
    List<String> expected =
        placement(balanced(servers(4))).stream()
            .map(id -> id.equals("server-2:80") ? "another" : id)
            .toList();
    Balancer<String> balancer = balanced(twins);
    assertThat(placement(balancer)).isEqualTo(expected);
    assertThat(
            IntStream.range(0, 500)
                .mapToObj(i -> pick(balancer, SelectionContext.none()))
                .distinct())
        .hasSize(5);
    balancer.update(twins.subList(0, 4));
    assertThat(placement(balancer)).isEqualTo(placement(balanced(servers(4))));
    assertThat(
            IntStream.range(0, 500)
                .mapToObj(i -> pick(balancer, SelectionContext.none()))
                .distinct())
        .hasSize(4);
  }

  @Test
  void requestsWithoutAKeyGoByWeight() {
    Balancer<String> balancer =
        balanced(
            List.of(
                Endpoint.builder("server-0:80", "t").weight(1).build(),
                Endpoint.builder("server-1:80", "t").weight(3).build()));
    long light =
        IntStream.range(0, 4000)
            .filter(i -> pick(balancer, SelectionContext.none()).equals("server-0:80"))
            .count();
    assertThat(light).isBetween(900L, 1100L);
  }

  @Test
  void attemptOneIsNotAttemptZero() {
    Picker picker = picker(6);
    int same = 0;
    for (int i = 0; i < KEYS; i++) {
      same += picker.pick(key(i), 0) == picker.pick(key(i), 1) ? 1 : 0;
    }
    assertThat(same).isLessThanOrEqualTo(attemptsThatMayRepeat(KEYS, 6));
  }

  /** Envoy's retries take the next point or slot, which may be the same endpoint's. */
  int attemptsThatMayRepeat(int keys, int size) {
    return 0;
  }

  private Picker picker(int size) {
    return policy().newPicker(FakeCandidates.equal(policy(), ScriptedRandom.seeded(1), size), null);
  }

  @Test
  void slowStartMovesNoKey() {
    FakeCandidates candidates = FakeCandidates.equal(policy(), ScriptedRandom.seeded(1), 6);
    Picker before = policy().newPicker(candidates, null);
    candidates.slowStartShares[2] = 0.1;
    Picker after = policy().newPicker(candidates, null);
    for (int i = 0; i < KEYS; i++) {
      assertThat(after.pick(key(i), 0)).isEqualTo(before.pick(key(i), 0));
    }
    assertThat(policy().traits()).contains(Trait.OWN_TRAFFIC_SHARES);
  }

  @Test
  void anEmptyRestOfTheSetIsServed() {
    List<Endpoint<String>> servers = new ArrayList<>(servers(6));
    Balancer<String> balancer = balanced(servers);
    Collections.shuffle(servers, new Random(1));
    while (servers.size() > 1) {
      servers.remove(0);
      balancer.update(servers);
      assertThat(servers.stream().map(Endpoint::id).toList()).containsAll(placement(balancer));
    }
  }
}

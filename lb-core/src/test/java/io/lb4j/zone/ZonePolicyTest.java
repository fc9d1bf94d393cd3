package io.lb4j.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zones are named a, b, c …; the client is in a. */
final class ZonePolicyTest {

  private static final ZonePolicy IN_A = ZonePolicy.preferring("a");

  private static String name(int index) {
    return String.valueOf((char) ('a' + index));
  }

  /** Reads healthy endpoints of all, such as {@code 3/4 4/4}. */
  private static List<LocalityHealth> zones(String text) {
    String[] zones = text.split(" ", -1);
    return IntStream.range(0, zones.length)
        .mapToObj(
            i -> {
              String[] counts = zones[i].split("/", -1);
              int healthy = Integer.parseInt(counts[0]);
              int total = counts.length == 1 ? healthy : Integer.parseInt(counts[1]);
              return new LocalityHealth(name(i), healthy, healthy, total);
            })
        .toList();
  }

  private static Map<String, Integer> clients(int... counts) {
    Map<String, Integer> clients = new HashMap<>();
    for (int i = 0; i < counts.length; i++) {
      clients.put(name(i), counts[i]);
    }
    return clients;
  }

  private static Map<String, Integer> clients(String text) {
    return clients(Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray());
  }

  private static String text(@Nullable LocalityShares shares, int size) {
    return shares == null
        ? "off"
        : String.join(
            " ", IntStream.range(0, size).mapToObj(i -> "" + shares.part(i) / 100.0).toList());
  }

  private static String divided(ZonePolicy policy, String zones) {
    List<LocalityHealth> healths = zones(zones);
    return text(policy.divide(healths), healths.size()).replace(".0", "");
  }

  @ParameterizedTest
  @CsvSource({
    // Healthy endpoints of each zone, clients of each, percents of a client in the first.
    "4 4 4, 2 2 2, 100 0 0",
    "6 3 3, 1 1 1, 100 0 0",
    // 25 % of the endpoints for a third of the clients: 75 % stay.
    "3 3 6, 1 1 1, 75 0 25",
    // Envoy's own example: clients 40 40 20, endpoints 25 50 25; 62.5 % stay, 2 to 1 for the rest.
    "25 50 25, 40 40 20, 62.5 25 12.5",
    "2 8 2, 4 4 4, 50 50 0",
    "0 6 6, 1 1 1, 0 50 50",
  })
  void aZoneKeepsWhatItsShareOfEndpointsIsOfItsShareOfClients(
      String endpoints, String clients, String percents) {
    // None healthy in the first zone is still a zone of the service.
    String zones = endpoints.startsWith("0 ") ? "0/6" + endpoints.substring(1) : endpoints;
    assertThat(divided(IN_A.withClients(clients(clients)), zones)).isEqualTo(percents);
  }

  @Test
  void theRuleIsEnvoys() {
    RandomSource random = ScriptedRandom.seeded(7);
    for (int round = 0; round < 2_000; round++) {
      int size = 2 + random.nextInt(4);
      int[] upstream = IntStream.range(0, size).map(i -> 1 + random.nextInt(30)).toArray();
      int[] clients = IntStream.range(0, size).map(i -> 1 + random.nextInt(30)).toArray();
      List<LocalityHealth> zones =
          IntStream.range(0, size)
              .mapToObj(i -> new LocalityHealth(name(i), upstream[i], upstream[i], upstream[i]))
              .toList();
      LocalityShares shares = IN_A.withMinEndpoints(0).withClients(clients(clients)).divide(zones);
      double[] envoys = EnvoyZones.chances(upstream, clients);
      for (int i = 0; i < size; i++) {
        assertThat(shares.part(i) / 1e4)
            .as("%s for %s", Arrays.toString(upstream), Arrays.toString(clients))
            // Envoy rounds its shares down to whole hundredths of a percent before it divides them.
            .isCloseTo(envoys[i], within(0.005));
      }
    }
  }

  @Test
  void withClientsKnownEveryEndpointGetsTheSameFromAllTogether() {
    RandomSource random = ScriptedRandom.seeded(8);
    for (int round = 0; round < 500; round++) {
      int size = 2 + random.nextInt(4);
      int[] clients = IntStream.range(0, size).map(i -> 1 + random.nextInt(9)).toArray();
      List<LocalityHealth> zones = randomZones(random, size);
      double[] load = new double[size];
      for (int from = 0; from < size; from++) {
        LocalityShares shares =
            ZonePolicy.preferring(name(from))
                .withMinEndpoints(0)
                .withClients(clients(clients))
                .divide(zones);
        for (int to = 0; to < size; to++) {
          load[to] += clients[from] * shares.part(to) / 1e4;
        }
      }
      double healthy = zones.stream().mapToDouble(LocalityHealth::healthy).sum();
      double fair = Arrays.stream(clients).sum() / healthy;
      for (int to = 0; to < size; to++) {
        assertThat(load[to]).isCloseTo(fair * zones.get(to).healthy(), within(0.01));
      }
    }
  }

  private static List<LocalityHealth> randomZones(RandomSource random, int size) {
    List<LocalityHealth> zones = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int total = 1 + random.nextInt(12);
      int healthy = i == 0 ? total : random.nextInt(total + 1);
      zones.add(new LocalityHealth(name(i), healthy, healthy, total));
    }
    return zones;
  }

  @ParameterizedTest
  @CsvSource({
    // Healthy of all endpoints of each zone; percents of a client in the first, of which no clients
    // are known.
    "4/4 4/4 4/4, 100 0 0",
    "10/10 1/1 1/1, 100 0 0",
    "3/4 4/4 4/4, 100 0 0",
    // 2 · 1.4 of 4 is 70 %; each of the others has room for 1.6.
    "2/4 4/4 4/4, 70 15 15",
    "1/4 4/4 4/4, 35 32.5 32.5",
    "0/4 4/4 4/4, 0 50 50",
    "0/4 4/4 2/4, 0 100 0",
    // 10 of 24 are left, so each must take 2.4 times what is usual.
    "2/8 4/8 4/8, 60 20 20",
    // All zones are as bad: nobody gains by going elsewhere.
    "2/4 2/4 2/4, 100 0 0",
    "0/4 1/4 0/4, off",
    "3/3 2/2, off",
  })
  void withoutKnowingTheClientsAZoneKeepsWhatItCanCarry(String zones, String percents) {
    assertThat(divided(IN_A, zones)).isEqualTo(percents);
  }

  @Test
  void noHealthyEndpointCarriesMoreThanTheFactorOrTheMeanOfAll() {
    RandomSource random = ScriptedRandom.seeded(9);
    for (int round = 0; round < 500; round++) {
      int size = 2 + random.nextInt(4);
      List<LocalityHealth> zones = randomZones(random, size);
      double[] load = new double[size];
      for (int from = 0; from < size; from++) {
        LocalityShares shares = ZonePolicy.preferring(name(from)).withMinEndpoints(0).divide(zones);
        for (int to = 0; to < size; to++) {
          load[to] += zones.get(from).total() * shares.part(to) / 1e4;
        }
      }
      double healthy = zones.stream().mapToDouble(LocalityHealth::healthy).sum();
      double total = zones.stream().mapToDouble(LocalityHealth::total).sum();
      double most = Math.max(1.4, total / healthy);
      for (int to = 0; to < size; to++) {
        assertThat(load[to]).isLessThanOrEqualTo(most * zones.get(to).healthy() + 0.01);
      }
    }
  }

  @Test
  void theHealthierTheZoneTheMoreItKeeps() {
    for (ZonePolicy policy : List.of(IN_A, IN_A.withClients(clients(2, 1, 1)))) {
      int before = -1;
      for (int healthy = 0; healthy <= 20; healthy++) {
        LocalityShares shares = policy.divide(zones(healthy + "/20 15/20 12/20"));
        assertThat(shares.part(0)).isGreaterThanOrEqualTo(before);
        assertThat(shares.part(0) + shares.part(1) + shares.part(2)).isEqualTo(10_000);
        before = shares.part(0);
      }
      assertThat(before).isGreaterThan(5_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2 3, 1 1, off", // five endpoints
    "3 3, 1 1, 100 0",
    "3/30 2/30, 1 1, off",
    "6 6, 0 1, off", // the client's own zone is not counted, so something is wrong
  })
  void zonesDoNotMatterInSmallSetsAndWithoutTheOwnZoneAmongTheClients(
      String zones, String clients, String percents) {
    assertThat(divided(IN_A.withClients(clients(clients)), zones)).isEqualTo(percents);
  }

  @Test
  void zonesDoNotMatterToAClientWhoseZoneHasNoEndpoints() {
    assertThat(ZonePolicy.preferring("x").divide(zones("6 6"))).isNull();
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZonePolicy.preferring(" "))
        .withMessageContaining("zone is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IN_A.withClients(Map.of("b", -1)))
        .withMessageContaining("zone b has -1 clients");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IN_A.withOverprovisioning(0.5))
        .withMessageContaining("0.5")
        .withMessageContaining("1.4 is usual");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IN_A.withMinEndpoints(-1))
        .withMessageContaining("-1");
  }
}

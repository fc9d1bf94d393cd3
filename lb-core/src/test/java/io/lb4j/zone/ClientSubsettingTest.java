package io.lb4j.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who uses which part of a large set. */
final class ClientSubsettingTest {

  private static Endpoint<String> endpoint(int number) {
    return Endpoint.of("10.0.%d.%d:80".formatted(number / 256, number % 256), "t");
  }

  private static List<Endpoint<String>> endpoints(int count) {
    return IntStream.range(0, count).mapToObj(ClientSubsettingTest::endpoint).toList();
  }

  /** How many clients use each endpoint. */
  private static Map<String, Integer> clientsOf(
      List<Endpoint<String>> endpoints, int clients, IntFunction<ClientSubsetting> client) {
    Map<String, Integer> users = new HashMap<>();
    endpoints.forEach(endpoint -> users.put(endpoint.id(), 0));
    for (int i = 0; i < clients; i++) {
      client.apply(i).choose(endpoints).forEach(id -> users.merge(id, 1, Integer::sum));
    }
    return users;
  }

  private static int lost(Set<String> before, Set<String> after) {
    Set<String> lost = new HashSet<>(before);
    lost.removeAll(after);
    return lost.size();
  }

  @ParameterizedTest
  @CsvSource({"100, 100, 5", "100, 100, 25", "300, 300, 90", "1000, 5000, 20"})
  void rendezvousSpreadsAsDrawingWithoutReplacementWould(int clients, int servers, int size) {
    // As gRFC A68 has it: so many clients that draw a part each.
    int fleets = Math.max(4, 4_000 / servers);
    double squares = 0;
    double mean = clients * size / (double) servers;
    List<Endpoint<String>> endpoints = endpoints(servers);
    for (int fleet = 0; fleet < fleets; fleet++) {
      String name = "fleet-" + fleet + "-client-";
      for (int users :
          clientsOf(endpoints, clients, i -> ClientSubsetting.rendezvous(name + i, size))
              .values()) {
        squares += (users - mean) * (users - mean);
      }
    }
    assertThat(Math.sqrt(squares / fleets / servers))
        .isCloseTo(Math.sqrt(mean * (1 - size / (double) servers)), withinPercentage(5));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 100, 20",
    "7, 100, 20",
    "100, 100, 5",
    "300, 300, 90",
    "999, 503, 20",
    "64, 20, 19",
    "1000, 5000, 100"
  })
  void byNumberNoTwoEndpointsDifferByMoreThanOneClient(int clients, int servers, int size) {
    IntSummaryStatistics users =
        clientsOf(
                endpoints(servers),
                clients,
                i -> ClientSubsetting.deterministic("front", i, clients, size))
            .values()
            .stream()
            .mapToInt(Integer::intValue)
            .summaryStatistics();
    assertThat(users.getSum()).isEqualTo((long) clients * size);
    assertThat(users.getMax() - users.getMin()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rendezvous", "deterministic"})
  void oneThatJoinsOrLeavesChangesOneEntryAtMost(String rule) {
    Random random = new Random(7);
    int changed = 0;
    int changedByTwo = 0;
    for (int client = 0; client < 40; client++) {
      ClientSubsetting subsetting =
          rule.equals("rendezvous")
              ? ClientSubsetting.rendezvous("client-" + client, 20)
              : ClientSubsetting.deterministic("front", client, 40, 20);
      List<Endpoint<String>> present = new ArrayList<>(endpoints(60));
      Set<String> part = subsetting.choose(present);
      for (int step = 0; step < 100; step++) {
        if (random.nextBoolean() && present.size() > 25) {
          present.remove(random.nextInt(present.size()));
        } else {
          present.add(endpoint(1000 + step));
        }
        Set<String> next = subsetting.choose(present);
        assertThat(next).hasSize(20);
        changed += lost(part, next) > 0 ? 1 : 0;
        changedByTwo += lost(part, next) > 1 ? 1 : 0;
        assertThat(lost(part, next)).isLessThanOrEqualTo(2);
        part = next;
      }
    }
    assertThat(changed).isBetween(800, 3_600);
    if (rule.equals("rendezvous")) {
      assertThat(changedByTwo).isZero();
    } else {
      // Of the clients whose part goes past the end of the ring.
      assertThat(changedByTwo).isBetween(1, 200);
    }
  }

  @Test
  void oneClientMoreMovesPartsByTheDistanceBetweenClients() {
    List<Endpoint<String>> endpoints = endpoints(500);
    for (int client = 0; client < 100; client++) {
      Set<String> before =
          ClientSubsetting.deterministic("front", client, 100, 50).choose(endpoints);
      Set<String> after =
          ClientSubsetting.deterministic("front", client, 101, 50).choose(endpoints);
      assertThat(lost(before, after)).isLessThanOrEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rendezvous", "deterministic"})
  void theOrderOfTheSetDoesNotMatter(String rule) {
    ClientSubsetting subsetting =
        rule.equals("rendezvous")
            ? ClientSubsetting.rendezvous("client", 20)
            : ClientSubsetting.deterministic("front", 3, 40, 20);
    List<Endpoint<String>> shuffled = new ArrayList<>(endpoints(200));
    Collections.shuffle(shuffled, new Random(1));
    assertThat(subsetting.choose(shuffled)).isEqualTo(subsetting.choose(endpoints(200)));
  }

  @Test
  void fleetsOfOneClientDoNotMeetOnTheSameEndpoints() {
    List<Endpoint<String>> endpoints = endpoints(1000);
    Set<String> orders = ClientSubsetting.deterministic("orders", 0, 1, 100).choose(endpoints);
    Set<String> carts = ClientSubsetting.deterministic("carts", 0, 1, 100).choose(endpoints);
    assertThat(1.0 * (100 - lost(orders, carts))).isCloseTo(10, within(15.0));
  }

  @Test
  void aSmallSetIsUsedWhole() {
    assertThat(ClientSubsetting.rendezvous("client", 20).choose(endpoints(20))).hasSize(20);
    assertThat(ClientSubsetting.deterministic("front", 1, 2, 20).choose(endpoints(3))).hasSize(3);
    assertThat(ClientSubsetting.rendezvous("client", 20).choose(List.of())).isEmpty();
  }

  @Test
  void everyPriorityIsRepresented() {
    List<Endpoint<String>> all = new ArrayList<>(endpoints(100));
    for (int i = 0; i < 5; i++) {
      all.add(Endpoint.builder("standby-" + i, "t").priority(1).build());
    }
    Set<String> part = ClientSubsetting.rendezvous("client", 3).choose(all);
    assertThat(part).hasSize(6);
    assertThat(part).filteredOn(id -> id.startsWith("standby")).hasSize(3);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientSubsetting.rendezvous("client", 0))
        .withMessageContaining("size is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientSubsetting.rendezvous(" ", 5))
        .withMessageContaining("client id is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientSubsetting.deterministic("front", 3, 3, 5))
        .withMessageContaining("ordinal is 3 of 3 clients");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientSubsetting.deterministic("front", -1, 3, 5))
        .withMessageContaining("ordinal is -1");
  }
}

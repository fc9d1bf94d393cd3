package io.lb4j.hash;

import static io.lb4j.hash.Placements.names;
import static io.lb4j.hash.Placements.ones;
import static io.lb4j.hash.Placements.ports;
import static io.lb4j.hash.Placements.without;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.openhft.hashing.LongHashFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rings that Envoy's own tests document, an independent model, and the incremental rebuild. */
final class RingPlacementTest {

  private static RingPlacement envoyBasic() {
    return RingPlacement.of(ports(90, 6), ones(6), 12, 8_388_608);
  }

  @ParameterizedTest
  @CsvSource({
    "833437586790550860, 4",
    "928266305478181108, 2",
    "1033482794131418490, 0",
    "3551244743356806947, 5",
    "3851675632748031481, 3",
    "5583722120771150861, 1",
    "6311230543546372928, 1",
    "7700377290971790572, 3",
    "13144177310400110813, 5",
    "13444792449719432967, 2",
    "15516499411664133160, 4",
    "16117243373044804889, 0"
  })
  void pointsAreThoseOfEnvoysBasicTest(String point, int owner) {
    assertThat(envoyBasic().index(Long.parseUnsignedLong(point), 0)).isEqualTo(owner);
    assertThat(points(envoyBasic())).containsEntry(point, owner).hasSize(12);
  }

  @Test
  void looksUpAsEnvoysBasicTest() {
    RingPlacement ring = envoyBasic();
    assertThat(ring.index(0, 0)).isEqualTo(4);
    assertThat(ring.index(-1, 0)).isEqualTo(4);
    assertThat(ring.index(3551244743356806947L, 0)).isEqualTo(5);
    assertThat(ring.index(3551244743356806948L, 0)).isEqualTo(3);
    assertThat(ring.index(Long.parseUnsignedLong("16117243373044804880"), 0)).isZero();
  }

  @Test
  void retriesAsEnvoysTest() {
    RingPlacement ring = envoyBasic();
    assertThat(ring.index(0, 1)).isEqualTo(2);
    assertThat(ring.index(0, 2)).isZero();
    assertThat(ring.index(0, 13)).isEqualTo(2);
  }

  @Test
  void namesNeedNotBeAddresses() {
    RingPlacement ring =
        RingPlacement.of(new String[] {"90", "91", "92", "93", "94", "95"}, ones(6), 12, 1024);
    assertThat(points(ring))
        .containsEntry("1975508444536362413", 5)
        .containsEntry("2376063919839173711", 5)
        .containsEntry("7225015537174310577", 2)
        .containsEntry("15364271037087512980", 4);
    assertThat(ring.index(6803900775736438537L, 0)).isEqualTo(3);
  }

  @Test
  void aSizeThatDoesNotDivideIsRoundedUp() {
    RingPlacement ring = RingPlacement.of(ports(80, 2), ones(2), 3, 1024);
    assertThat(points(ring))
        .isEqualTo(
            Map.of(
                "5454692015285649509", 0,
                "7859399908942313493", 1,
                "13838424394637650569", 0,
                "16064866803292627174", 1));
  }

  @Test
  void weightsGivePointsAsEnvoysTinyRing() {
    RingPlacement ring = RingPlacement.of(ports(90, 3), new double[] {1, 2, 3}, 6, 6);
    assertThat(points(ring))
        .isEqualTo(
            Map.of(
                "928266305478181108", 2,
                "4443673547860492590", 2,
                "5583722120771150861", 1,
                "6311230543546372928", 1,
                "13444792449719432967", 2,
                "16117243373044804889", 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100, 1500})
  void agreesWithAPlainModel(int size) {
    Random random = new Random(size);
    double[] weights = random.doubles(size, 0.5, 8).toArray();
    RingPlacement ring = RingPlacement.of(names(size), weights, 1024, 8192);
    NavigableMap<Long, Integer> model = model(names(size), weights, 1024, 8192);
    assertThat(ring.size()).isEqualTo(model.size());
    List<Long> points = new ArrayList<>(model.keySet());
    for (int i = 0; i < 5000; i++) {
      // Points and their neighbours are where searches go wrong.
      long hash =
          i % 2 == 0
              ? random.nextLong()
              : points.get(random.nextInt(points.size())) + random.nextInt(3) - 1;
      Map.Entry<Long, Integer> expected = model.ceilingEntry(hash);
      assertThat(ring.index(hash, 0))
          .isEqualTo((expected == null ? model.firstEntry() : expected).getValue());
    }
  }

  /** The ring by the letter of the rule, in a tree, hashed by another implementation. */
  private static NavigableMap<Long, Integer> model(
      String[] names, double[] weights, int minSize, int maxSize) {
    double sum = 0;
    double smallest = Double.MAX_VALUE;
    for (double weight : weights) {
      sum += weight;
    }
    for (double weight : weights) {
      smallest = Math.min(smallest, weight / sum);
    }
    double scale = Math.min(Math.ceil(smallest * minSize) / smallest, maxSize);
    NavigableMap<Long, Integer> points = new TreeMap<>(Long::compareUnsigned);
    double current = 0;
    double target = 0;
    for (int i = 0; i < names.length; i++) {
      target += scale * (weights[i] / sum);
      for (int j = 0; current < target; j++, current++) {
        points.put(LongHashFunction.xx().hashBytes((names[i] + "_" + j).getBytes(UTF_8)), i);
      }
    }
    return points;
  }

  @Test
  void rebuildingGivesTheRingThatBuildingGives() {
    Random random = new Random(20_260_103);
    int size = 40;
    List<String> members = new ArrayList<>(List.of(names(size)));
    RingPlacement ring = RingPlacement.of(array(members), ones(size), 1024, 4096);
    for (int change = 0; change < 300; change++) {
      switch (random.nextInt(4)) {
        case 0 -> members.remove(random.nextInt(members.size()));
        case 1 -> members.add(random.nextInt(members.size() + 1), "new-" + change);
        case 2 -> members.set(random.nextInt(members.size()), "replaced-" + change);
        default -> Collections.shuffle(members, random);
      }
      if (members.size() < 3) {
        members.add("kept-" + change);
      }
      double[] weights = ones(members.size());
      if (change % 3 == 0) {
        weights[random.nextInt(weights.length)] = 1 + random.nextInt(3);
      }
      ring = ring.rebuilt(array(members), weights);
      RingPlacement fresh = RingPlacement.of(array(members), weights, 1024, 4096);
      assertThat(points(ring)).as("after change %s", change).isEqualTo(points(fresh));
      for (int i = 0; i < 200; i++) {
        long hash = random.nextLong();
        assertThat(ring.index(hash, i % 3)).isEqualTo(fresh.index(hash, i % 3));
      }
    }
  }

  @Test
  void removingOneOfTenMovesFifteenToTwentyPercent() {
    long[] hashes = Placements.hashes(20_000);
    double moved =
        Placements.moved(
            10,
            hashes.length,
            names -> {
              RingPlacement ring = RingPlacement.of(names, ones(names.length), 1024, 8_388_608);
              return key -> ring.index(hashes[key], 0);
            });
    assertThat(moved).isBetween(0.1, 0.2);
  }

  @Test
  void removingOneMovesOnlyItsOwnWhenThePointsPerMemberStay() {
    long[] hashes = Placements.hashes(20_000);
    String[] names = names(10);
    RingPlacement before = RingPlacement.of(names, ones(10), 1000, 1000);
    RingPlacement after = RingPlacement.of(without(names, 4), ones(9), 900, 900);
    for (long hash : hashes) {
      int index = before.index(hash, 0);
      if (index != 4) {
        assertThat(after.index(hash, 0)).isEqualTo(index < 4 ? index : index - 1);
      }
    }
  }

  @Test
  void weightsAsFarApartAsDoublesGoStayWithinTheLargestSize() {
    double[] weights = {1, Double.MAX_VALUE, Double.MIN_VALUE, Double.MAX_VALUE};
    RingPlacement ring = RingPlacement.of(names(4), weights, 1024, 4096);
    assertThat(ring.size()).isBetween(1024, 4097);
    assertThat(IntStream.range(0, 1000).map(i -> ring.index(i * 0x9e3779b97f4a7c15L, 0)).boxed())
        .contains(1, 3);
  }

  @Test
  void refusesWhatMakesNoRing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RingPlacement.of(names(2), ones(2), 20, 10))
        .withMessageContaining("20 to 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RingPlacement.of(names(2), ones(2), 1, 8_388_609));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RingPlacement.of(names(2), ones(3), 1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RingPlacement.of(names(0), ones(0), 1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RingPlacement.of(names(2), new double[] {1, Double.NaN}, 1, 2));
  }

  private static String[] array(List<String> names) {
    return names.toArray(String[]::new);
  }

  private static Map<String, Integer> points(RingPlacement placement) {
    Map<String, Integer> points = new TreeMap<>();
    PointRing ring = placement.ring();
    for (int i = 0; i < ring.size(); i++) {
      points.put(Long.toUnsignedString(ring.point(i)), ring.owner(i, 0));
    }
    return points;
  }
}

package io.lb4j.hash;

import static io.lb4j.hash.Placements.names;
import static io.lb4j.hash.Placements.ones;
import static io.lb4j.hash.Placements.ports;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.openhft.hashing.LongHashFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables that Envoy's own tests document, and an independent model. */
final class MaglevPlacementTest {

  @Test
  void theTableIsThatOfEnvoysBasicTest() {
    MaglevPlacement table = MaglevPlacement.of(ports(90, 6), ones(6), 7);
    assertThat(slots(table, 7)).containsExactly(2, 4, 0, 1, 5, 0, 3);
  }

  @Test
  void namesNeedNotBeAddresses() {
    String[] names = {"90", "91", "92", "93", "94", "95"};
    assertThat(slots(MaglevPlacement.of(names, ones(6), 7), 7))
        .containsExactly(2, 5, 0, 3, 4, 1, 0);
  }

  @Test
  void weightsFillTheTableAsInEnvoysTest() {
    assertThat(slots(MaglevPlacement.of(ports(90, 2), new double[] {1, 2}, 17), 17))
        .containsExactly(1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1);
    assertThat(slots(MaglevPlacement.of(ports(90, 2), new double[] {3, 3}, 17), 17))
        .containsExactly(1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1);
    assertThat(slots(MaglevPlacement.of(ports(90, 2), new double[] {8, 2}, 17), 17))
        .containsExactly(1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void retriesAsEnvoysTest() {
    MaglevPlacement table = MaglevPlacement.of(ports(90, 6), ones(6), 7);
    assertThat(table.index(10, 0)).isEqualTo(1);
    assertThat(table.index(10, 1)).isZero();
    assertThat(table.index(10, 2)).isEqualTo(5);
  }

  @Test
  void theOrderOfTheMembersDoesNotMatter() {
    String[] names = names(20);
    String[] reversed = IntStream.range(0, 20).mapToObj(i -> names[19 - i]).toArray(String[]::new);
    MaglevPlacement one = MaglevPlacement.of(names, ones(20), 1009);
    MaglevPlacement other = MaglevPlacement.of(reversed, ones(20), 1009);
    assertThat(Arrays.stream(slots(one, 1009)).map(i -> 19 - i).toArray())
        .isEqualTo(slots(other, 1009));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 101", "10, 1009", "100, 65537", "300, 101"})
  void agreesWithAPlainModel(int size, int tableSize) {
    Random random = new Random(size);
    double[] fractions = random.doubles(size, 0.1, 9).toArray();
    double[] wholes = random.ints(size, 1, 5).asDoubleStream().toArray();
    for (double[] weights : new double[][] {ones(size), fractions, wholes}) {
      assertThat(slots(MaglevPlacement.of(names(size), weights, tableSize), tableSize))
          .isEqualTo(model(names(size), weights, tableSize));
    }
  }

  /** The table by the letter of the rule, every member asked in every round. */
  private static int[] model(String[] names, double[] weights, int tableSize) {
    TreeMap<String, Integer> sorted = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      sorted.put(names[i], i);
    }
    double sum = Arrays.stream(weights).sum();
    double largest = Arrays.stream(weights).map(weight -> weight / sum).max().orElseThrow();
    double[] targets = new double[names.length];
    long[] nexts = new long[names.length];
    int[] table = new int[tableSize];
    Arrays.fill(table, -1);
    int filled = 0;
    for (int round = 1; filled < tableSize; round++) {
      for (int i : sorted.values()) {
        if (filled == tableSize || round * (weights[i] / sum) < targets[i]) {
          continue;
        }
        targets[i] += largest;
        byte[] name = names[i].getBytes(UTF_8);
        long offset = Long.remainderUnsigned(LongHashFunction.xx().hashBytes(name), tableSize);
        long skip =
            Long.remainderUnsigned(LongHashFunction.xx(1).hashBytes(name), tableSize - 1) + 1;
        int slot;
        do {
          slot = (int) ((offset + skip * nexts[i]++) % tableSize);
        } while (table[slot] >= 0);
        table[slot] = i;
        filled++;
      }
    }
    return table;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 65_537, 5_000_011})
  void theSlotIsTheUnsignedRemainder(int tableSize) {
    MaglevPlacement table = MaglevPlacement.of(names(2), ones(2), tableSize);
    Random random = new Random(tableSize);
    for (int i = 0; i < 20_000; i++) {
      long hash = i < 100 ? i - 50 : random.nextLong();
      long rest = Long.remainderUnsigned(hash, tableSize);
      assertThat(table.index(hash, 0)).isEqualTo(table.index(rest, 0));
    }
    for (long multiple = 0; multiple < 1000; multiple++) {
      long hash = Long.divideUnsigned(-1L, tableSize) * tableSize - multiple * tableSize;
      for (int near = -1; near <= 1; near++) {
        long rest = Long.remainderUnsigned(hash + near, tableSize);
        assertThat(table.index(hash + near, 0)).isEqualTo(table.index(rest, 0));
      }
    }
  }

  @Test
  void equalWeightsGetEqualSharesToOneSlot() {
    for (int size : new int[] {3, 10, 97}) {
      int[] counts = new int[size];
      for (int member : slots(MaglevPlacement.of(names(size), ones(size), 65_537), 65_537)) {
        counts[member]++;
      }
      int most = Arrays.stream(counts).max().orElseThrow();
      assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThanOrEqualTo(most - 1);
    }
  }

  @Test
  void removingOneOfTenMovesLittleMoreThanATenth() {
    long[] hashes = Placements.hashes(20_000);
    double moved =
        Placements.moved(
            10,
            hashes.length,
            names -> {
              MaglevPlacement table = MaglevPlacement.of(names, ones(names.length), 65_537);
              return key -> table.index(hashes[key], 0);
            });
    assertThat(moved).isBetween(0.09, 0.12);
  }

  @Test
  void weightsAsFarApartAsDoublesGoAreServed() {
    double[] weights = {1, Double.MAX_VALUE, Double.MIN_VALUE, Double.MAX_VALUE};
    assertThat(slots(MaglevPlacement.of(names(4), weights, 101), 101)).contains(0, 1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {-7, 0, 1, 4, 8, 65_536, 5_000_010, 5_000_023, Integer.MAX_VALUE})
  void refusesTablesThatAreNotPrimeOrTooLarge(int tableSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MaglevPlacement.of(names(2), ones(2), tableSize))
        .withMessageContaining("must be prime and at most 5000011");
  }

  private static int[] slots(MaglevPlacement table, int tableSize) {
    return IntStream.range(0, tableSize).map(slot -> table.index(slot, 0)).toArray();
  }
}

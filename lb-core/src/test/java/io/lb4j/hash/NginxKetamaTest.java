package io.lb4j.hash;

import static io.lb4j.hash.Placements.names;
import static io.lb4j.hash.Placements.ones;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule of nginx's source, spelt out with the JDK's CRC-32 over whole byte strings. */
final class NginxKetamaTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8081, 127.0.0.1, 8081",
    "backend.example.com, backend.example.com, ''",
    "[2001:db8::1]:80, [2001:db8::1], 80",
    "[2001:db8::1], [2001:db8::1], ''",
    "unix:/run/app.sock, /run/app.sock, ''",
    "UNIX:/run/app:1, /run/app:1, ''",
    "host:, host, ''",
    "host:12ab, host:12ab, ''"
  })
  void pointsAreChainedOverHostZeroAndPort(String name, String host, String port) {
    NginxKetama ketama = NginxKetama.of(new String[] {name}, ones(1));
    assertThat(points(ketama)).isEqualTo(model(Map.of(host + "\0" + port, 1)));
  }

  @Test
  void weightsMultiplyThePoints() {
    NginxKetama ketama = NginxKetama.of(new String[] {"a:1", "b:2"}, new double[] {3, 10});
    assertThat(points(ketama)).isEqualTo(model(Map.of("a\0001", 3, "b\0002", 10)));
    assertThat(ketama.ring().size()).isBetween(160 * 13 - 2, 160 * 13);
  }

  private static Set<Long> model(Map<String, Integer> weights) {
    Set<Long> points = new HashSet<>();
    weights.forEach(
        (base, weight) -> {
          long point = 0;
          for (int i = 0; i < 160 * weight; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(base.getBytes(UTF_8));
            for (int shift = 0; shift < 32; shift += 8) {
              bytes.write((int) (point >>> shift));
            }
            point = crc(bytes.toByteArray());
            points.add(point);
          }
        });
    return points;
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  private static Set<Long> points(NginxKetama ketama) {
    Set<Long> points = new HashSet<>();
    for (int i = 0; i < ketama.ring().size(); i++) {
      assertThat(points.add(ketama.ring().point(i) >>> 32)).as("points are distinct").isTrue();
    }
    return points;
  }

  @Test
  void aKeyGoesToTheFirstPointAtOrAfterItsCrc() {
    NginxKetama ketama = NginxKetama.of(names(5), ones(5));
    TreeMap<Long, Integer> owners = new TreeMap<>();
    for (int i = 0; i < ketama.ring().size(); i++) {
      owners.put(ketama.ring().point(i) >>> 32, ketama.ring().owner(i, 0));
    }
    for (int i = 0; i < 5000; i++) {
      String key = "/images/" + i + ".png";
      Map.Entry<Long, Integer> entry = owners.ceilingEntry(crc(key.getBytes(UTF_8)));
      assertThat(ketama.index(key, 0))
          .isEqualTo((entry == null ? owners.firstEntry() : entry).getValue());
    }
  }

  @Test
  void theCrcOfTextIsThatOfItsUtf8() {
    Random random = new Random(20_260_101);
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      // Surrogates come in pairs and alone.
      random.ints(random.nextInt(12), 0, 0x10000).forEach(c -> text.append((char) c));
      random.ints(random.nextInt(4), 0, 0x110000).forEach(text::appendCodePoint);
      assertThat(Integer.toUnsignedLong(Crc32.of(text)))
          .isEqualTo(crc(text.toString().getBytes(UTF_8)));
    }
  }

  /** As nginx's own test has it: peers that stay keep their keys, with weights too. */
  @Test
  void removingAMemberMovesItsOwnKeysOnly() {
    for (double heavy : new double[] {1, 10}) {
      double[] all = {1, 1, heavy};
      double[] rest = {1, heavy};
      NginxKetama before =
          NginxKetama.of(new String[] {"127.0.0.1:81", "127.0.0.1:82", "127.0.0.1:83"}, all);
      NginxKetama after = NginxKetama.of(new String[] {"127.0.0.1:81", "127.0.0.1:83"}, rest);
      for (int i = 0; i < 5000; i++) {
        int index = before.index("key-" + i, 0);
        if (index != 1) {
          assertThat(after.index("key-" + i, 0)).isEqualTo(index == 0 ? 0 : 1);
        } else {
          // Also the next choice before is the choice after.
          assertThat(after.index("key-" + i, 0))
              .isEqualTo(before.index("key-" + i, 1) == 0 ? 0 : 1);
        }
      }
    }
  }

  @Test
  void removingOneOfTenMovesATenth() {
    double moved =
        Placements.moved(
            10,
            10_000,
            names -> {
              NginxKetama ketama = NginxKetama.of(names, ones(names.length));
              return key -> ketama.index("key-" + key, 0);
            });
    assertThat(moved).isBetween(0.09, 0.12);
  }

  @Test
  void furtherAttemptsGiveFurtherMembers() {
    NginxKetama ketama = NginxKetama.of(names(4), ones(4));
    for (int i = 0; i < 500; i++) {
      Set<Integer> seen = new HashSet<>();
      for (int attempt = 0; attempt < 5; attempt++) {
        int index = ketama.index("key-" + i, attempt);
        assertThat(index == -1 || seen.add(index)).isTrue();
      }
      assertThat(ketama.index("key-" + i, 4)).isEqualTo(-1);
      assertThat(seen.size()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void refusesWeightsThatAreNotWholeOrNeedTooManyPoints() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NginxKetama.of(names(2), new double[] {1, 1.5}))
        .withMessageContaining("scale all weights up");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NginxKetama.of(names(2), new double[] {1, 52_428}))
        .withMessageContaining("scale all weights down");
  }
}

package io.lb4j.hash;

import static io.lb4j.hash.Placements.ones;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values that libmemcached's ketama tests expect, and the rule of its source with the JDK's MD5.
 */
final class LibmemcachedKetamaTest {

  private static final double[] WEIGHTS = {600, 300, 200, 350, 1000, 800, 950, 100};

  private static String[] servers(String suffix) {
    return IntStream.rangeClosed(1, 8).mapToObj(i -> "10.0.1." + i + suffix).toArray(String[]::new);
  }

  /** Key, its point, the continuum's next point and the server, for servers on port 11211. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '"',
      value = {
        "SVa_]_V41) 443691461 445379617 7",
        "*/Z;?V(.\\8 1422915503 1428303028 1",
        "30C1*Z*S/_ 1473165754 1480075959 2",
        "ERR:EC58G> 2148406511 2168579133 7",
        "1I=cTMNTKF 2882686667 2885206587 5",
        "]VG<`I*Z8) 1103544263 1104827657 5",
        "@7RU6C6T+Z 3862737685 3871917949 5",
        "726bW=9*a4 4213440020 4213950705 7",
        "\\`)<B)UE,c 951096736 955226069 1",
        "P1[Ma3=K1/ 1989324036 1994028240 8",
        "=256P+;Qc8 3976201210 3976304873 5",
        "[>RZHG97Q9 71954686 72034069 6",
        "N-)88>[O`, 50404102 51792557 5",
        "D[HE+cFXDK 2117036136 2117124014 3",
        "M/HV^_HZ4O 3623390946 3624445007 7",
        "]\\.UH8_0a1 2419699252 2423002920 4",
        "VD6D0]ba_\\ 3842502950 3842588691 1"
      })
  void placesAsLibmemcachedsTests(String key, long hash, long point, int server) {
    assertThat(Integer.toUnsignedLong(Md5.firstWord(key))).isEqualTo(hash);
    for (String suffix : new String[] {":11211", ""}) {
      LibmemcachedKetama ketama = LibmemcachedKetama.of(servers(suffix), WEIGHTS);
      PointRing ring = ketama.ring();
      assertThat(ring.point(ring.successor(hash << 32)) >>> 32).isEqualTo(point);
      assertThat(ketama.index(key, 0)).isEqualTo(server - 1);
    }
  }

  @Test
  void aKeyBeyondTheLastPointWrapsToTheFirst() {
    LibmemcachedKetama ketama = LibmemcachedKetama.of(servers(""), WEIGHTS);
    assertThat(Md5.firstWord("VDEAAAAA")).isEqualTo(0xfffcd1b5);
    assertThat(ketama.index("VDEAAAAA", 0)).isEqualTo(ketama.ring().owner(0, 0));
  }

  @Test
  void pointsPerServerAreTheShareInFloatsRoundedDown() {
    PointRing ring = LibmemcachedKetama.of(servers(""), WEIGHTS).ring();
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < ring.size(); i++) {
      counts.merge(ring.owner(i, 0), 1, Integer::sum);
    }
    for (int i = 0; i < WEIGHTS.length; i++) {
      float share = (float) WEIGHTS[i] / 4300f;
      assertThat(counts.get(i)).isEqualTo((int) Math.floor(share * 40f * 8f + 1e-10f) * 4);
    }
  }

  /** 160 points each however many there are: 1/n is not exact, the tiny summand makes up for it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 16, 100})
  void equalServersGetNearly160Points(int size) {
    PointRing ring =
        LibmemcachedKetama.of(
                IntStream.range(0, size).mapToObj(i -> "cache-" + i).toArray(String[]::new),
                ones(size))
            .ring();
    assertThat(ring.size()).isBetween(156 * size, 160 * size);
  }

  @Test
  void anotherPortIsPartOfTheLabel() throws NoSuchAlgorithmException {
    PointRing ring = LibmemcachedKetama.of(new String[] {"cache:11212"}, ones(1)).ring();
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      byte[] digest = MessageDigest.getInstance("MD5").digest(("cache:11212-" + i).getBytes(UTF_8));
      for (int word = 0; word < 16; word += 4) {
        expected.add(
            (digest[word] & 0xffL)
                | (digest[word + 1] & 0xffL) << 8
                | (digest[word + 2] & 0xffL) << 16
                | (digest[word + 3] & 0xffL) << 24);
      }
    }
    Set<Long> points = new HashSet<>();
    for (int i = 0; i < ring.size(); i++) {
      points.add(ring.point(i) >>> 32);
    }
    assertThat(points).isEqualTo(expected);
  }

  @Test
  void theWordOfTextIsThatOfItsDigest() throws NoSuchAlgorithmException {
    Random random = new Random(20_260_101);
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    for (int length = 0; length < 300; length++) {
      for (int bound : new int[] {0x80, 0xd800}) {
        StringBuilder text = new StringBuilder();
        random.ints(length, 0, bound).forEach(c -> text.append((char) c));
        byte[] digest = md5.digest(text.toString().getBytes(UTF_8));
        assertThat(Md5.firstWord(text.toString())).isEqualTo(Md5.littleEndian(digest, 0));
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
              LibmemcachedKetama ketama = LibmemcachedKetama.of(names, ones(names.length));
              return key -> ketama.index("key-" + key, 0);
            });
    assertThat(moved).isBetween(0.09, 0.12);
  }

  @Test
  void weightsAsFarApartAsDoublesGoAreServed() {
    double[] weights = {1, Double.MAX_VALUE, Double.MIN_VALUE, Double.MAX_VALUE};
    LibmemcachedKetama ketama = LibmemcachedKetama.of(new String[] {"a", "b", "c", "d"}, weights);
    assertThat(IntStream.range(0, 200).map(i -> ketama.index("key-" + i, 0)).boxed())
        .contains(1, 3)
        .doesNotContain(0, 2);
  }
}

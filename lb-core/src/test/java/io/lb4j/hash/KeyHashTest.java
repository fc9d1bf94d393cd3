package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.openhft.hashing.LongHashFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published values of XXH64 with seed 0, and another implementation of it. */
final class KeyHashTest {

  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "abc, 44bc2cf5ad770999",
    "Nobody inspects the spammish repetition, fbcea83c8a378bf1"
  })
  void valuesArePublishedOnes(String text, String hash) {
    assertThat(Long.toHexString(KeyHash.xxh64(text))).isEqualTo(hash);
    assertThat(Long.toHexString(KeyHash.xxh64(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(hash);
  }

  /** Every length up to several of the hash's 32-byte blocks, and some texts that are not ASCII. */
  @Test
  void agreesWithAnIndependentImplementation() {
    Random random = new Random(20_260_101);
    LongHashFunction reference = LongHashFunction.xx();
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(KeyHash.xxh64(bytes)).isEqualTo(reference.hashBytes(bytes));
    }
    for (int i = 0; i < 2000; i++) {
      String text =
          random
              .ints(random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
              .filter(point -> point < 0xd800 || point > 0xdfff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(KeyHash.xxh64(text))
          .isEqualTo(reference.hashBytes(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Maglev's second hash. */
  @Test
  void agreesWithAnIndependentImplementationAboutSeeds() {
    Random random = new Random(20_260_102);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      assertThat(Hashing.xxh64(1).hashBytesToLong(bytes))
          .isEqualTo(LongHashFunction.xx(1).hashBytes(bytes));
    }
  }
}

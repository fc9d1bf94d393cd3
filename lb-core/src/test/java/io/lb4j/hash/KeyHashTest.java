package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published values of XXH64 with seed 0. */
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
}

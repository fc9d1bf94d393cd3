package io.lb4j.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers send, and what they should not. */
final class CookieHeaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "s=1                 | 1",
        "a=b; s=1; c=d       | 1",
        "a=b;s=1;c=d         | 1",
        "' s = 1 ;a=b'       | 1",
        "s=\"1\"             | 1",
        "s=\"1               | '\"1'",
        "s=\"                | '\"'",
        "s=1=2               | 1=2",
        "s=                  | ''",
        "s=%3B               | %3B",
        "a; ;;=; s=1         | 1",
      })
  void findsTheValue(String header, String value) {
    assertThat(CookieHeader.values(header, "s")).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "s", "=", "S=1", "ss=1", "xs=1", "a=s=1", "a=\"s\"", "=s=1"})
  void findsNothing(String header) {
    assertThat(CookieHeader.values(header, "s")).isEmpty();
  }

  @Test
  void findsTheFirst() {
    assertThat(CookieHeader.value("a=b; s=1; s=2", "s")).isEqualTo("1");
    assertThat(CookieHeader.value("a=b", "s")).isNull();
    assertThat(CookieHeader.value(null, "s")).isNull();
  }

  @Test
  void findsSeveralInTheirOrder() {
    assertThat(CookieHeader.values("s=1; a=b; s=2; s=3", "s")).containsExactly("1", "2", "3");
  }

  @Test
  void readsNoMoreThanAnHonestBrowserSends() {
    assertThat(CookieHeader.values("s=1;".repeat(1_000_000), "s")).hasSize(8);
    assertThat(CookieHeader.values(";".repeat(1_000_000) + "s=1", "s")).containsExactly("1");
  }

  @Test
  void neverThrows() {
    String alphabet = "s=;\" \t,\\\0\r\n\u00e9\ud800";
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder header = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        header.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(CookieHeader.values(header.toString(), "s"))
          .allMatch(value -> value.indexOf(';') < 0);
    }
  }
}

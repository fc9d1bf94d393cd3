package io.lb4j.simulator.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({"150ms, 150000000", "1.5s, 1500000000", "2 m, 120000000000", "3us, 3000", "0s, 0"})
  void durationsHaveUnits(String text, long nanos) {
    assertThat(Quantity.durationNanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"150", "ms", "-1s", "1 day", "1s2ms", "1e3ms", ""})
  void whatIsNoDurationIsQuoted(String text) {
    refuses(Quantity::durationNanos, text);
  }

  @Test
  void ratesAreHeldPerSecond() {
    assertThat(Quantity.perSecond("1000/s")).isEqualTo(1000);
    assertThat(Quantity.perSecond("90/m")).isEqualTo(1.5);
    refuses(Quantity::perSecond, "1000");
  }

  @Test
  void sharesAreFractionsOrPercentages() {
    assertThat(Quantity.share("10%")).isEqualTo(0.1);
    assertThat(Quantity.share("0.1")).isEqualTo(0.1);
    refuses(Quantity::share, "101%");
    refuses(Quantity::share, "10");
  }

  @Test
  void termsHaveArgumentsThatAreTerms() {
    Term term = Term.parse("bimodal(1ms, exponential(50ms), 1%)");
    assertThat(term.name()).isEqualTo("bimodal");
    assertThat(term.arguments()).hasSize(3);
    assertThat(term.arguments().get(1).arguments().get(0).text()).isEqualTo("50ms");
    assertThat(term).hasToString("bimodal(1ms, exponential(50ms), 1%)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a(", "a(b", "a)b", "a(b)c", "a(,b)", "", "(a)"})
  void aBrokenTermIsQuoted(String text) {
    refuses(Term::parse, text);
  }

  private static void refuses(Function<String, ?> parser, String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parser.apply(text))
        .withMessageContaining("\"" + text + "\"");
  }
}

package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lb4j.request.LoadReport;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the header that carries a load report, and what is refused. */
final class OrcaReportTest {

  private static final double NONE = Double.NaN;

  /** All five metrics, rps, a request cost, a utilization and two named metrics. */
  private static final String PROTOCOL_BUFFER =
      "CTMzMzMzM9M/EZqZmZmZmek/GGQiEAoFYnl0ZXMRAAAAAAA+q0AqDwoEZGlzaxEAAAAAAADQPzEAAAAAAABZQDkAAAAAAAAAQE"
          + "IdChJyZXF1ZXN0c19pbl9mbGlnaHQRAAAAAAAACEBCHgoTbGF0ZW5jeV9lc3RpbWF0ZV9tcxEAAAAAAAApQEmamZmZmZnZPw==";

  private static final String NOISE = "{}[]\":,=\\.-+eE0189u \t\0\u00ff\ud800";

  private static LoadReport report(double utilization, double qps, double eps) {
    return new LoadReport(utilization, qps, eps, NONE, NONE, NONE, NONE);
  }

  static Stream<Arguments> reports() {
    LoadReport busy = report(0.4, 100, 2);
    LoadReport named = new LoadReport(NONE, NONE, NONE, 3, 4, 5e6, 12.5e6);
    return Stream.of(
        arguments("TEXT application_utilization=0.4,rps_fractional=100,eps=2", busy),
        arguments("TEXT application_utilization:0.4,rps_fractional:100,eps:2", busy),
        arguments("application_utilization=0.4,rps_fractional=100,eps=2", busy),
        arguments("TEXT  application_utilization = 4e-1 ,, rps_fractional=+1E2,eps=2.,", busy),
        arguments(
            "TEXT cpu_utilization=0.3,mem_utilization=0.8,application_utilization=0.4,"
                + "rps_fractional=100,eps=2,named_metrics.x=-1,utilization.disk=.5,later=7",
            busy),
        arguments(
            "TEXT named_metrics.requests_in_flight=3,named_metrics.queue_length=4,"
                + "named_metrics.service_time_ms=5,named_metrics.latency_estimate_ms=12.5",
            named),
        arguments(
            "JSON {\"cpu_utilization\":0.3,\"application_utilization\":0.4,"
                + "\"rps_fractional\":100,\"eps\":2}",
            busy),
        arguments(
            "{ \"applicationUtilization\" : 0.4, \"rps\":\"100\",\n\t\"rpsFractional\":\"100\","
                + "\"eps\":2, \"requestCost\":{\"bytes\":-3}, \"utilization\":{}, \"later\":null }",
            busy),
        arguments(
            "JSON {\"named_metrics\":{\"requests_in_flight\":3,\"queue_length\":4,\"x\":null,"
                + "\"service_time_ms\":5,\"latency_estimate\\u005fms\":12.5}}",
            named),
        arguments("BIN " + PROTOCOL_BUFFER, new LoadReport(0.4, 100, 2, 3, NONE, NONE, 12.5e6)),
        arguments("TEXT cpu_utilization=0.3", report(0.3, NONE, NONE)),
        arguments("TEXT cpu_utilization=0.3,application_utilization=0", report(0.3, NONE, NONE)),
        arguments("TEXT cpu_utilization=1.7,rps_fractional=0", report(1.7, 0, NONE)),
        arguments("TEXT mem_utilization=0.8", null),
        arguments("TEXT ", null),
        arguments("", null),
        arguments("JSON {}", null),
        arguments("BIN ", null));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void isRead(String header, @Nullable LoadReport report) throws MalformedAnswerException {
    assertThat(OrcaReport.parse(header)).isEqualTo(report);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TEXT eps                                | has no value",
        "TEXT =1                                 | is no metric",
        "XML eps=1                               | is no metric",
        "TEXT eps=                               | must be a decimal number",
        "TEXT eps=one                            | must be a decimal number",
        "TEXT eps=NaN                            | must be a decimal number",
        "TEXT eps=Infinity                       | must be a decimal number",
        "TEXT eps=0x1p3                          | must be a decimal number",
        "TEXT eps=1d                             | must be a decimal number",
        "TEXT eps=\"1\"                          | must be a decimal number",
        "TEXT later=soon                         | must be a decimal number",
        "TEXT eps=-1                             | eps is -1.0; it must be between",
        "TEXT eps=1e999                          | eps is Infinity; it must be between",
        "TEXT named_metrics.latency_estimate_ms=1e300 | must be between",
        "TEXT eps=1,eps=2                        | eps is there twice",
        "JSON                                    | has no value",
        "JSON []                                 | '{' is missing",
        "JSON {\"eps\":1                         | '}' is missing",
        "JSON {\"eps\":1}}                       | the end is missing",
        "JSON {\"eps\":1,}                       | is missing",
        "JSON {\"eps\" 1}                        | ':' is missing",
        "JSON {eps:1}                            | is missing",
        "JSON {\"eps\":}                         | must be a decimal number",
        "JSON {\"eps\":true}                     | must be a decimal number",
        "JSON {\"eps\":[1]}                      | must be a decimal number",
        "JSON {\"eps\":nullify}                  | '}' is missing",
        "JSON {\"a\":{\"b\":{\"c\":1}}}          | must be a decimal number",
        "JSON {\"eps                             | has no end",
        "JSON {\"eps\\x\":1}                     | unknown escape",
        "JSON {\"eps\\u00g0\":1}                 | four hexadecimal digits",
        "JSON {\"eps\":1,\"eps\":1}              | eps is there twice",
        "BIN ?                                   | is not Base64",
        "BIN CTMzMw==                            | is cut off",
        "BIN QoCAgIAI                            | is cut off",
        "BIN Qv///////////wE=                    | is cut off",
        "BIN ////////////////                    | more than 64 bits",
        "BIN Cw==                                | field of type 3",
        "BIN OQAAAAAAAPC/                        | eps is -1.0",
        "BIN OQAAAAAAAPh/                        | eps is NaN",
      })
  void isRefused(String header, String why) {
    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> OrcaReport.parse(header))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "endpoint-load-metrics: TEXT eps=2",
        "Endpoint-Load-Metrics: eps=2",
        "endpoint-load-metrics-bin: OQAAAAAAAABA"
      })
  void isFoundByItsName(String line) throws MalformedAnswerException {
    Headers headers =
        new Headers.Builder()
            .add("content-type: text/plain")
            .add("x-endpoint-load-metrics: eps=1")
            .add(line)
            .add("endpoint-load-metrics: TEXT eps=3")
            .build();
    assertThat(OrcaReport.in(headers)).isEqualTo(report(NONE, NONE, 2));
  }

  @Test
  void isNotFoundWhereThereIsNone() throws MalformedAnswerException {
    assertThat(OrcaReport.in(Headers.of("content-length", "3", "endpoint-load", "eps=1"))).isNull();
  }

  @Test
  void isNotReadIfItIsTooLong() {
    String named = "named_metrics.a=1,".repeat(1000);
    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> OrcaReport.parse("TEXT " + named + "eps=1"))
        .withMessageContaining("it has 18010 characters; at most 8192 are read");
  }

  @Test
  void ofWhatIsRefusedOnlyALittleIsRepeated() {
    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> OrcaReport.parse("TEXT eps=" + "9".repeat(8000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120));
  }

  /** Whatever is done to a report, it is read or refused; nothing else is thrown. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void survivesMutilation(long seed) {
    Random random = new Random(seed);
    String[] seeds = reports().map(report -> (String) report.get()[0]).toArray(String[]::new);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      String header = mutilate(seeds[random.nextInt(seeds.length)], random);
      try {
        LoadReport report = OrcaReport.parse(header);
        read += report == null ? 0 : 1;
      } catch (MalformedAnswerException expected) {
        assertThat(expected.getMessage()).isNotBlank().hasSizeLessThan(200);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", header " + header, e);
      }
    }
    assertThat(read).as("mutilated, and still read").isGreaterThan(1000);
  }

  private static String mutilate(String header, Random random) {
    if (header.startsWith("BIN ") && header.length() > 4 && random.nextBoolean()) {
      byte[] bytes = Base64.getDecoder().decode(header.substring(4));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      return "BIN " + Base64.getEncoder().encodeToString(bytes);
    }
    StringBuilder text = new StringBuilder(header);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, NOISE.charAt(random.nextInt(NOISE.length())));
        case 1 -> text.setLength(at);
        case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
        default -> text.insert(at, text.substring(at));
      }
    }
    return text.toString();
  }
}

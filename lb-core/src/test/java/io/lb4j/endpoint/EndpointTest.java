package io.lb4j.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an endpoint is, and what it is not allowed to be. */
final class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "http://10.0.1.10:8080, 10.0.1.10:8080",
    "http://example.com, example.com:80",
    "https://EXAMPLE.com/, example.com:443",
    "http://[::1]:9000, [::1]:9000",
    "grpc://backend:50051, backend:50051"
  })
  void anAddressHasTheIdHostAndPort(URI uri, String id) {
    assertThat(Endpoint.of(uri).id()).isEqualTo(id);
    assertThat(Endpoint.of(uri).target()).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:secret@host:80, user info",
    "http://a@evil:80, user info",
    "http://host:80/path, path",
    "http://host:80/.., path",
    "http://host:80?q=1, query",
    "http://host:80#f, fragment",
    "//evil, scheme",
    "host:80, host",
    "grpc://backend, port",
    "http://host:0, port",
    "http://host:70000, port",
    "http://[fe80::1%25eth0]:80, zone",
    "http://under_score:80, host",
    "http://user:secret@my_host:80, host",
    "mailto:a@b.c, host"
  })
  void whatIsMoreOrLessThanAnAddressIsRefused(URI uri, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of(uri))
        .withMessageContaining(why)
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "a\nb",
        "a\u0000b",
        "a\u001b[2Jb",
        "a\u202eb",
        "a\u0085b",
        "a\udb40\udc41",
        "a\ud800"
      })
  void anIdIsVisibleText(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of(id, "target"))
        .withMessageStartingWith("endpoint id")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u001b", "\u202e"));
  }

  @Test
  void anIdHasAtMost255Characters() {
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.of("a".repeat(256), "t"));
    assertThat(Endpoint.of("a".repeat(255), "t").id()).hasSize(255);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        -1,
        -Double.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void aWeightIsFiniteAndNotNegative(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.builder("a", "t").weight(weight))
        .withMessage("weight of endpoint a is " + weight + "; it must be finite and not negative");
  }

  @Test
  void otherBadValuesAreNamed() {
    Endpoint.Builder<String> builder = Endpoint.builder("a", "t");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.zone(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.region("\n"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.priority(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxConcurrency(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.metadata(Map.of("\n", "v")));
    assertThatNullPointerException().isThrownBy(() -> Endpoint.of("a", null));
    assertThatNullPointerException().isThrownBy(() -> Endpoint.of(null, "t"));
  }

  @Test
  void defaultsAreOneEndpointLikeAnyOther() {
    Endpoint<String> endpoint = Endpoint.of("a", "t");
    assertThat(endpoint.weight()).isEqualTo(1);
    assertThat(endpoint.zone()).isNull();
    assertThat(endpoint.region()).isNull();
    assertThat(endpoint.priority()).isZero();
    assertThat(endpoint.maxConcurrency()).isEqualTo(Endpoint.UNLIMITED);
    assertThat(endpoint.metadata()).isEmpty();
    assertThat(endpoint).hasToString("a");
  }

  @Test
  void propertiesAreKeptAndCompared() {
    Map<String, String> metadata = new HashMap<>(Map.of("k", "v"));
    Endpoint<String> endpoint =
        Endpoint.builder("a", "t")
            .weight(2.5)
            .zone("z")
            .region("r")
            .priority(1)
            .maxConcurrency(7)
            .readiness(Readiness.DEGRADED)
            .metadata(metadata)
            .build();
    metadata.clear();
    assertThat(endpoint.toBuilder().build()).isEqualTo(endpoint);
    assertThat(endpoint.toBuilder().zone("y").build()).isNotEqualTo(endpoint);
    assertThat(endpoint.metadata()).containsEntry("k", "v");
    assertThat(endpoint.zone()).isEqualTo("z");
    assertThat(endpoint.region()).isEqualTo("r");
    assertThat(endpoint.priority()).isEqualTo(1);
    assertThat(endpoint.maxConcurrency()).isEqualTo(7);
    assertThat(endpoint).isNotEqualTo(Endpoint.of("a", "t")).isEqualTo(endpoint);
    assertThat(Endpoint.of("a", "t")).isEqualTo(Endpoint.of("a", "t"));
  }
}

package io.lb4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which zone or region an address is. */
final class NetworkPlacesTest {

  private static @Nullable String zoneOf(String uri, Map<String, String> zones) {
    return NetworkPlaces.zones(zones).apply(Endpoint.of(URI.create(uri))).zone();
  }

  @ParameterizedTest
  @CsvSource({
    "http://10.0.1.0:80, a",
    "http://10.0.1.255:80, a",
    "http://10.0.2.1:80, b",
    "http://10.0.2.200:80, c",
    "http://10.0.3.1:80,",
    "http://[fd00:1::5]:80, d",
    "http://[fd00:2::5]:80,",
    "http://[::a00:101]:80,",
    "http://orders.internal:80,",
    "http://10.0.1.example:80,"
  })
  void theSmallestNetworkThatHoldsAnAddressCounts(String uri, @Nullable String expected) {
    Map<String, String> zones =
        Map.of(
            "10.0.1.0/24", "a",
            "10.0.2.0/24", "b",
            "10.0.2.128/25", "c",
            "fd00:1::/64", "d");
    assertThat(zoneOf(uri, zones)).isEqualTo(expected);
  }

  @Test
  void aNetworkMayBeEverythingOrASingleAddress() {
    Map<String, String> zones = Map.of("0.0.0.0/0", "any", "10.0.0.1/32", "one");
    assertThat(zoneOf("http://10.0.0.1:80", zones)).isEqualTo("one");
    assertThat(zoneOf("http://192.168.0.1:80", zones)).isEqualTo("any");
    assertThat(zoneOf("http://[fd00::1]:80", zones)).isNull();
  }

  @Test
  void whatElseIsKnownOfAnEndpointStays() {
    Endpoint<URI> known =
        Endpoint.builder("x", URI.create("http://10.0.0.1:80")).weight(3).zone("a").build();
    Endpoint<URI> placed = NetworkPlaces.regions(Map.of("10.0.0.0/8", "eu")).apply(known);
    assertThat(placed).isEqualTo(known.toBuilder().region("eu").build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.1.0", "10.0.1.0/33", "fd00::/129", "10.0.1/24", "a/8", "10.0.0.0/x"})
  void whatIsNoNetworkIsRefusedByItsText(String network) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkPlaces.zones(Map.of(network, "a")))
        .withMessage("\"" + network + "\" is no network; write it as 10.0.1.0/24 or fd00:1::/64");
  }

  @Test
  void aPlaceHasAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkPlaces.regions(Map.of("10.0.0.0/8", " ")))
        .withMessageStartingWith("region is blank");
  }
}

package io.lb4j.dns;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.config.BalancerSettings;
import io.lb4j.endpoint.InvalidSettingsException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a location that is wrong, when it is read. */
final class LocationTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dns://orders.internal                   | has no port; write it as"
            + " dns://orders.internal:8080",
        "dns://orders.internal:99999             | port is \"99999\"; it must be 1 to 65535",
        "dns://orders.internal:http              | port is \"http\"; it must be 1 to 65535",
        "dns://o:80?servers=10.0.0.53:99999      | port is \"99999\"; it must be 1 to 65535",
        "dns://o:80?family=ipv5                  | family is \"ipv5\"; it must be ipv4, ipv6",
        "dns://o:80?servers=ns.internal          | server \"ns.internal\" is no IP address",
        "dns://o:80?zones=10.0.1.0/24            | zones is \"10.0.1.0/24\"; it must be values by"
            + " name",
        "srv:_http._tcp.o?zones=10.0.1.0/33=eu   | \"10.0.1.0/33\" is no network; write it as",
        "srv:_http._tcp.o?regions=10.0.0.0/8=    | region is blank",
        "srv:_http._tcp.o?zone=eu                | has no parameter \"zone\"; did you mean zones?",
      })
  void isAProblemThatSaysWhatWouldBeRight(String location, String expected) {
    assertThatThrownBy(() -> BalancerSettings.parse(Map.of("lb.clients.orders.source", location)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("lb.clients.orders.source")
        .hasMessageContaining(expected);
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.stats.OutcomeCounts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A response that breaks, however it does, is held against the endpoint, which gets its slot back.
 */
final class BrokenResponseTest {

  private static final String URL = "http://orders/";
  private static final String BODY = "fifteen letters";
  private static final int MANY_BYTES = 300_000;
  private static final long SEED = 20_261_121;

  @RegisterExtension final Cluster cluster = new Cluster();
  private final FaultProxy a = cluster.behindProxy("a");
  private final Balancer<URI> orders =
      cluster.add(
          cluster
              .ordersBuilder()
              .endpoints(List.of(a.endpoint()))
              .ejection(EjectionPolicy.off())
              .build());
  private final OkHttpClient client = cluster.wrapOnce(new OkHttpClient(), orders);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResponseThatIsCutBeforeItsLastByteIsAFailure(boolean chunked) {
    MockResponse.Builder whole = new MockResponse.Builder();
    a.backend().answer((chunked ? whole.chunkedBody(BODY, 4) : whole.body(BODY)).build());

    int cutAfter = 0;
    while (!isServed(new Fault.Truncate(cutAfter))) {
      cutAfter++;
      assertIdle(orders);
      assertCounts(0, cutAfter, 0);
    }

    assertThat(cutAfter).isGreaterThan("HTTP/1.1 200 OK\r\n\r\n".length() + BODY.length());
    assertIdle(orders);
    assertCounts(1, cutAfter, 0);
  }

  private static Stream<ByteString> garbage() {
    byte[] noise = new byte[MANY_BYTES];
    new Random(SEED).nextBytes(noise);
    return Stream.of(
        ByteString.EMPTY,
        ByteString.encodeUtf8("\r\n\r\n"),
        ByteString.encodeUtf8("<html>no status line</html>\n"),
        ByteString.encodeUtf8("HTTP/1.1 two hundred OK\r\n\r\n"),
        ByteString.encodeUtf8("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"),
        ByteString.encodeUtf8("HTTP/1.1 200 OK\r\nX: " + "x".repeat(MANY_BYTES)),
        ByteString.decodeHex("15030100020228"),
        ByteString.of(noise));
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void whatIsNoHttpIsAFailure(ByteString garbage) {
    assertThat(isServed(new Fault.Garbage(garbage))).isFalse();

    assertIdle(orders);
    assertCounts(0, 1, 0);
  }

  @Test
  void headersThatDripPastTheReadTimeoutAreATimeout() {
    assertThat(isServed(impatient(), new Fault.Drip(Duration.ofMinutes(1)))).isFalse();

    assertIdle(orders);
    assertCounts(0, 0, 1);
  }

  @Test
  void headersThatDripPastTheCallTimeoutAreATimeout() {
    OkHttpClient hurried = client.newBuilder().callTimeout(Duration.ofMillis(300)).build();

    assertThat(isServed(hurried, new Fault.Drip(Duration.ofMillis(20)))).isFalse();

    assertIdle(orders);
    assertCounts(0, 0, 1);
  }

  @Test
  void aBodyThatDripsPastTheReadTimeoutIsATimeout() {
    a.backend().answer(Endless.body());

    assertThatThrownBy(() -> get(impatient(), URL)).isInstanceOf(IOException.class);
    assertIdle(orders);
    assertCounts(0, 0, 1);
  }

  @Test
  void whatDripsInTimeIsASuccess() {
    assertThat(isServed(new Fault.Drip(Duration.ofMillis(1)))).isTrue();

    assertIdle(orders);
    assertCounts(1, 0, 0);
  }

  private boolean isServed(Fault fault) {
    return isServed(client, fault);
  }

  private boolean isServed(OkHttpClient caller, Fault fault) {
    a.inject(fault);
    try {
      get(caller, URL);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private OkHttpClient impatient() {
    return client.newBuilder().readTimeout(Duration.ofMillis(200)).build();
  }

  private void assertCounts(long successes, long failures, long timeouts) {
    assertThat(Cluster.endpoint(orders, "a").counts())
        .isEqualTo(new OutcomeCounts(successes, failures, timeouts, 0, 0, 0, 0, 0, failures));
  }
}

package io.lb4j.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lb4j.request.Outcome.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What statuses and exceptions say about an endpoint. */
final class OutcomeTest {

  @ParameterizedTest
  @CsvSource({
    "200,SUCCESS", "101,SUCCESS", "302,SUCCESS", "404,SUCCESS", "401,SUCCESS", "408,TIMEOUT",
    "429,REJECTED", "500,FAILURE", "502,FAILURE", "503,REJECTED", "504,FAILURE", "599,FAILURE"
  })
  void statusesAreJudged(int status, Kind kind) {
    assertThat(Outcome.ofHttpStatus(status).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "200,RESPONSE",
    "429,RESPONSE",
    "500,RESPONSE",
    "501,RESPONSE",
    "502,GATEWAY",
    "503,RESPONSE",
    "504,GATEWAY",
    "505,RESPONSE"
  })
  void whatAGatewaySaysIsToldFromWhatAServerSays(int status, Outcome.Origin origin) {
    assertThat(Outcome.ofHttpStatus(status).origin()).isEqualTo(origin);
  }

  @Test
  void detailsDoNotHideTheOrigin() {
    Outcome plain = Outcome.gatewayFailure();
    Outcome detailed = plain.withBytes(1).withServerState(ServerState.DEGRADED);
    assertThat(detailed.origin()).isEqualTo(Outcome.Origin.GATEWAY);
    assertThat(plain).isNotEqualTo(Outcome.failure()).hasToString("FAILURE GATEWAY");
    assertThat(Outcome.failure()).hasToString("FAILURE");
  }

  static Stream<Arguments> failedIo() {
    return Stream.of(
        arguments(new SocketException("Connection reset"), Outcome.brokenConnection()),
        arguments(new EOFException(), Outcome.brokenConnection()),
        arguments(new ClosedChannelException(), Outcome.brokenConnection()),
        arguments(new SSLException("bad record"), Outcome.brokenConnection()),
        arguments(new CompletionException(new EOFException()), Outcome.brokenConnection()),
        arguments(new ClosedByInterruptException(), Outcome.ignored()),
        arguments(new SSLHandshakeException("bad certificate"), Outcome.connectFailure()),
        arguments(new IOException("no JSON"), Outcome.failure()));
  }

  @ParameterizedTest
  @MethodSource("failedIo")
  void brokenConnectionsAreToldFromBadAnswers(Throwable exception, Outcome outcome) {
    assertThat(Outcome.ofException(exception)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 600})
  void whatIsNoStatusIsRefused(int status) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Outcome.ofHttpStatus(status))
        .withMessageContaining("HTTP status is " + status);
  }

  static Stream<Arguments> exceptions() {
    return Stream.of(
        arguments(new ConnectException("refused"), Kind.CONNECT_FAILURE),
        arguments(new NoRouteToHostException(), Kind.CONNECT_FAILURE),
        arguments(new UnknownHostException(), Kind.CONNECT_FAILURE),
        arguments(new SSLHandshakeException("bad certificate"), Kind.CONNECT_FAILURE),
        arguments(new SocketTimeoutException("Connect timed out"), Kind.CONNECT_FAILURE),
        arguments(ofTheHttpClient("HttpConnectTimeoutException"), Kind.CONNECT_FAILURE),
        arguments(new SocketTimeoutException("Read timed out"), Kind.TIMEOUT),
        arguments(new SocketTimeoutException(), Kind.TIMEOUT),
        arguments(ofTheHttpClient("HttpTimeoutException"), Kind.TIMEOUT),
        arguments(new TimeoutException(), Kind.TIMEOUT),
        arguments(new InterruptedIOException(), Kind.IGNORED),
        arguments(new InterruptedException(), Kind.IGNORED),
        arguments(new CancellationException(), Kind.IGNORED),
        arguments(new NullPointerException(), Kind.IGNORED),
        arguments(new IllegalArgumentException(), Kind.IGNORED),
        arguments(new OutOfMemoryError(), Kind.IGNORED),
        arguments(new SocketException("Connection reset"), Kind.FAILURE),
        arguments(new EOFException(), Kind.FAILURE),
        arguments(new RuntimeException("UNAVAILABLE"), Kind.FAILURE),
        arguments(new ExecutionException(new ConnectException()), Kind.CONNECT_FAILURE),
        arguments(
            new CompletionException(new UncheckedIOException(new SocketTimeoutException())),
            Kind.TIMEOUT),
        arguments(new IOException(new ConnectException()), Kind.FAILURE));
  }

  /** By reflection: this module does not need the HTTP client, and so does not see it. */
  private static Throwable ofTheHttpClient(String name) {
    try {
      Class<?> type = Class.forName("java.net.http." + name);
      return (Throwable) type.getConstructor(String.class).newInstance("slow");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void exceptionsAreJudged(Throwable exception, Kind kind) {
    assertThat(Outcome.ofException(exception).kind()).isEqualTo(kind);
  }

  @Test
  void causesThatGoInCirclesEnd() {
    CompletionException circle =
        new CompletionException("its own cause", null) {
          @Override
          public synchronized Throwable getCause() {
            return this;
          }
        };
    assertThat(Outcome.ofException(circle).kind()).isEqualTo(Kind.FAILURE);
  }

  @Test
  void detailsAreAddedToACopy() {
    LoadReport report = new LoadReport(0.5, 100, 0, 3, Double.NaN, Double.NaN, 2e6);
    Outcome outcome = Outcome.success().withBytes(1000).withLoadReport(report);
    assertThat(outcome.bytes()).isEqualTo(1000);
    assertThat(outcome.loadReport()).isEqualTo(report);
    assertThat(outcome.isSuccess()).isTrue();
    assertThat(Outcome.success().bytes()).isZero();
    assertThat(outcome).isNotEqualTo(Outcome.success()).hasToString(outcome.toString());
  }

  @Test
  void badDetailsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Outcome.success().withBytes(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadReport(-0.1, 0, 0, 0, 0, 0, 0))
        .withMessageContaining("utilization is -0.1");
  }

  @Test
  void onlySomeKindsAreFailures() {
    assertThat(Outcome.rejected().isFailure()).isTrue();
    assertThat(Outcome.ignored().isFailure()).isFalse();
    assertThat(Outcome.ignored().isSuccess()).isFalse();
  }
}

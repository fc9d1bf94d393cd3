package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.stats.OutcomeCounts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels to endpoints of the loopback interface. */
final class ChannelConnectorTest {

  private EchoServer server;
  private Balancer<InetSocketAddress> balancer;

  @BeforeEach
  void start() throws IOException {
    server = EchoServer.start();
    balancer =
        Balancer.<InetSocketAddress>builder("queue")
            .endpoints(
                Endpoint.of("dead", EchoServer.local(EchoServer.unusedPort())),
                server.endpoint("live"))
            .policy(SelectionPolicies.firstAvailable())
            .build();
  }

  @AfterEach
  void stop() {
    balancer.close();
    server.close();
  }

  private BalancedChannel connect() throws IOException {
    return ChannelConnector.of(balancer).connect(SelectionContext.none());
  }

  private OutcomeCounts counts(String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().counts();
  }

  @Test
  void aChannelGoesElsewhereAndIsInFlightUntilItCloses() throws IOException {
    try (BalancedChannel connection = connect()) {
      assertThat(connection.endpoint().id()).isEqualTo("live");
      assertThat(counts("dead").connectFailures()).isEqualTo(1);
      assertThat(balancer.snapshot().inFlight()).isEqualTo(1);

      connection.channel().write(StandardCharsets.US_ASCII.encode("!"));
      ByteBuffer answer = ByteBuffer.allocate(1);
      connection.channel().read(answer);
      assertThat(answer.get(0)).isEqualTo((byte) '!');
    }
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(counts("live").successes()).isEqualTo(1);
  }

  @Test
  void aChannelThatBreaksMayBeReported() throws IOException {
    try (BalancedChannel connection = connect()) {
      connection.report(Outcome.brokenConnection());
    }
    assertThat(counts("live").failures()).isEqualTo(1);
    assertThat(balancer.snapshot().repeatedReports()).isZero();
  }

  @Test
  void whereNobodyListensNoneIsConnected() {
    balancer.disable("live");
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(
            () ->
                ChannelConnector.of(balancer)
                    .withPolicy(AttemptPolicy.once())
                    .connect(SelectionContext.none()))
        .withMessageContaining("endpoint dead");
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void anInterruptEndsConnecting() {
    balancer.disable("dead");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(this::connect);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(counts("live").ignored()).isEqualTo(1);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }
}

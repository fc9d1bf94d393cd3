package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** On real sockets of the loopback interface. */
final class TcpProbeTest {

  private static <T> CheckResult ask(TcpProbe<T> probe, Endpoint<T> endpoint) {
    return probe.check(endpoint).toCompletableFuture().join();
  }

  private static Endpoint<URI> uri(String uri) {
    return Endpoint.builder("any", URI.create(uri)).build();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = listen()) {
      return socket.getLocalPort();
    }
  }

  @Test
  void whoListensPasses() throws IOException {
    try (ServerSocket server = listen()) {
      String address = "http://127.0.0.1:" + server.getLocalPort();
      assertThat(ask(TcpProbe.toUris(), uri(address))).isEqualTo(CheckResult.passed());
    }
  }

  @Test
  void whoRefusesFailsAndTheReasonNamesThePort() throws IOException {
    int port = unusedPort();
    CheckResult result = ask(TcpProbe.toUris(), uri("http://127.0.0.1:" + port));
    assertThat(result.kind()).isEqualTo(CheckResult.Kind.FAILED);
    assertThat(result.reason()).contains("port " + port).containsIgnoringCase("refused");
  }

  @Test
  void thePortOfTheCheckMayBeAnother() throws IOException {
    try (ServerSocket server = listen()) {
      URI refusing = URI.create("http://127.0.0.1:" + unusedPort());
      TcpProbe<URI> probe = TcpProbe.toUris(server.getLocalPort());
      assertThat(ask(probe, Endpoint.builder("any", refusing).build()))
          .isEqualTo(CheckResult.passed());
    }
  }

  @Test
  void otherTargetsSayWhereTheyAre() throws IOException {
    try (ServerSocket server = listen()) {
      TcpProbe<Integer> probe =
          TcpProbe.to(
              endpoint ->
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.target()));
      assertThat(ask(probe, Endpoint.of("local", server.getLocalPort())))
          .isEqualTo(CheckResult.passed());
    }
  }

  @Test
  void whatCannotBeAddressedFails() {
    assertThat(ask(TcpProbe.toUris(), uri("ftp://127.0.0.1")).reason()).contains("no port");
    assertThat(ask(TcpProbe.toUris(), uri("mailto:someone")).reason()).contains("no port");
    assertThat(ask(TcpProbe.toUris(80), uri("mailto:someone")).reason()).contains("no host");
    TcpProbe<String> nowhere =
        TcpProbe.to(endpoint -> InetSocketAddress.createUnresolved("nowhere.invalid", 80));
    assertThat(ask(nowhere, Endpoint.of("a", "target")).reason())
        .isEqualTo("host nowhere.invalid has no address");
  }

  @Test
  void aPortThatThereIsNotIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TcpProbe.toUris(65_536))
        .withMessageContaining("65536");
  }

  @Test
  void anInterruptEndsTheWait() throws IOException {
    try (ServerSocket server = listen()) {
      Thread.currentThread().interrupt();
      CheckResult result = ask(TcpProbe.toUris(), uri("http://127.0.0.1:" + server.getLocalPort()));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(result.kind()).isEqualTo(CheckResult.Kind.FAILED);
    }
  }
}

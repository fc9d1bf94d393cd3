package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.Balancer;
import io.lb4j.DrainResult;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.stats.OutcomeCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets of the loopback interface, their endpoints, and what the balancer hears of them. */
final class BalancedSocketTest {

  private static final InetSocketAddress ANY = InetSocketAddress.createUnresolved("db", 5432);

  private final List<AutoCloseable> open = new ArrayList<>();
  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    server = keep(EchoServer.start());
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <C extends AutoCloseable> C keep(C closeable) {
    open.add(closeable);
    return closeable;
  }

  /** Tries the endpoints in their order. */
  @SafeVarargs
  @SuppressWarnings("varargs") // Read only.
  private Balancer<InetSocketAddress> balancer(Endpoint<InetSocketAddress>... endpoints) {
    return keep(
        Balancer.<InetSocketAddress>builder("db")
            .endpoints(endpoints)
            .policy(SelectionPolicies.firstAvailable())
            .build());
  }

  private static Endpoint<InetSocketAddress> refusing(String id) throws IOException {
    return Endpoint.of(id, EchoServer.local(EchoServer.unusedPort()));
  }

  private static Socket connect(Balancer<InetSocketAddress> balancer) throws IOException {
    return BalancedSocketFactory.of(balancer).createSocket("db", 5432);
  }

  private static OutcomeCounts counts(Balancer<?> balancer, String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().counts();
  }

  private static void assertEchoes(Socket socket) throws IOException {
    socket.getOutputStream().write(42);
    assertThat(socket.getInputStream().read()).isEqualTo(42);
  }

  @Test
  void connectsToAnEndpointWhateverAddressIsAskedFor() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = BalancedSocketFactory.of(balancer).createSocket()) {
      assertThat(socket.isConnected()).isFalse();
      socket.connect(ANY, 5000);

      assertEchoes(socket);
      assertThat(socket.getPort()).isEqualTo(server.port());
      assertThat(balancer.snapshot().inFlight()).isEqualTo(1);
      assertThat(socket.toString()).contains("endpoint a");
    }
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(counts(balancer, "a").successes()).isEqualTo(1);
  }

  @Test
  void everyKindOfCreationConnects() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    BalancedSocketFactory factory = BalancedSocketFactory.of(balancer);
    InetAddress here = InetAddress.getLoopbackAddress();
    for (Socket socket :
        List.of(
            factory.createSocket("db", 1),
            factory.createSocket(here, 1),
            factory.createSocket("db", 1, here, 0),
            factory.createSocket(here, 1, here, 0))) {
      assertEchoes(keep(socket));
      assertThat(socket.getLocalAddress()).isEqualTo(here);
    }
    assertThat(balancer.snapshot().inFlight()).isEqualTo(4);
  }

  @Test
  void goesElsewhereWhenAnEndpointRefuses() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(refusing("dead"), server.endpoint("live"));
    try (Socket socket = connect(balancer)) {
      assertEchoes(socket);
      assertThat(counts(balancer, "dead").connectFailures()).isEqualTo(1);
      assertThat(balancer.snapshot().endpoint("dead").orElseThrow().inFlight()).isZero();
    }
    assertThat(counts(balancer, "live").successes()).isEqualTo(1);
  }

  @Test
  void goesElsewhereWhenAHostIsUnknown() throws IOException {
    Endpoint<InetSocketAddress> unknown =
        Endpoint.of("unknown", InetSocketAddress.createUnresolved("nowhere.invalid", 1));
    Balancer<InetSocketAddress> balancer = balancer(unknown, server.endpoint("live"));
    try (Socket socket = connect(balancer)) {
      assertEchoes(socket);
      assertThat(counts(balancer, "unknown").connectFailures()).isEqualTo(1);
    }
  }

  /** Linux drops the SYNs of those for whom the backlog has no room. */
  @Test
  void goesElsewhereWhenAnEndpointAnswersNothing() throws IOException {
    ServerSocket full = keep(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    fillBacklog(full);
    Balancer<InetSocketAddress> balancer =
        balancer(
            Endpoint.of("full", EchoServer.local(full.getLocalPort())), server.endpoint("live"));
    try (Socket socket = BalancedSocketFactory.of(balancer).createSocket()) {
      socket.connect(ANY, 1000);

      assertEchoes(socket);
      assertThat(counts(balancer, "full").connectFailures()).isEqualTo(1);
    }
  }

  private void fillBacklog(ServerSocket full) throws IOException {
    for (int i = 0; i < 20; i++) {
      Socket filler = keep(new Socket());
      try {
        filler.connect(full.getLocalSocketAddress(), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    Assumptions.abort("this system's backlog has no end");
  }

  @Test
  void whoSaysWhereItsTargetsAreMayHaveAnyTargets() throws IOException {
    Balancer<Integer> balancer =
        keep(Balancer.<Integer>builder("ports").endpoints(Endpoint.of("a", server.port())).build());
    try (Socket socket =
        BalancedSocketFactory.of(balancer, EchoServer::local).createSocket("db", 1)) {
      assertEchoes(socket);
    }
  }

  @Test
  void whatWasSetBeforeHoldsForTheEndpointThatAccepts() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(refusing("dead"), server.endpoint("live"));
    try (Socket socket = BalancedSocketFactory.of(balancer).createSocket()) {
      socket.setSoTimeout(1234);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setOOBInline(true);
      socket.setReuseAddress(true);
      socket.setSoLinger(true, 7);
      socket.setTrafficClass(8);
      socket.setPerformancePreferences(1, 2, 3);
      socket.setOption(StandardSocketOptions.SO_SNDBUF, 40_000);
      socket.setReceiveBufferSize(50_000);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      final int sendBuffer = socket.getSendBufferSize();
      final int receiveBuffer = socket.getReceiveBufferSize();
      socket.connect(ANY, 5000);

      assertThat(counts(balancer, "dead").connectFailures()).isEqualTo(1);
      assertThat(socket.getSoTimeout()).isEqualTo(1234);
      assertThat(socket.getTcpNoDelay()).isTrue();
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(socket.getOOBInline()).isTrue();
      assertThat(socket.getReuseAddress()).isTrue();
      assertThat(socket.getSoLinger()).isEqualTo(7);
      assertThat(socket.getTrafficClass()).isEqualTo(8);
      assertThat(socket.getSendBufferSize()).isEqualTo(sendBuffer);
      assertThat(socket.getReceiveBufferSize()).isEqualTo(receiveBuffer);
    }
  }

  private enum WayToClose {
    CLOSE {
      @Override
      void close(Socket socket, EchoServer server) throws IOException {
        socket.close();
      }
    },
    CLOSE_TWICE {
      @Override
      void close(Socket socket, EchoServer server) throws IOException {
        socket.close();
        socket.close();
      }
    },
    CLOSE_INPUT {
      @Override
      void close(Socket socket, EchoServer server) throws IOException {
        socket.getInputStream().close();
      }
    },
    CLOSE_OUTPUT {
      @Override
      void close(Socket socket, EchoServer server) throws IOException {
        socket.getOutputStream().close();
      }
    },
    SHUT_DOWN_BOTH_SIDES {
      @Override
      void close(Socket socket, EchoServer server) throws IOException {
        socket.shutdownOutput();
        socket.shutdownInput();
      }
    },
    RESET {
      @Override
      void close(Socket socket, EchoServer server) throws IOException {
        server.reset();
        assertThatExceptionOfType(SocketException.class)
            .isThrownBy(() -> socket.getInputStream().read());
      }
    };

    abstract void close(Socket socket, EchoServer server) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void isInFlightUntilItCloses(WayToClose way) throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = connect(balancer)) {
      assertEchoes(socket);
      assertThat(balancer.snapshot().inFlight()).isEqualTo(1);

      way.close(socket, server);

      assertThat(balancer.snapshot().inFlight()).isZero();
    }
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(balancer.snapshot().repeatedReports()).isZero();
  }

  @Test
  void isInFlightWhileOneSideIsOpen() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = connect(balancer)) {
      OutputStream out = socket.getOutputStream();
      out.write(42);
      socket.shutdownOutput();
      // The caller's mistake, not the endpoint's.
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> out.write(1));

      assertThat(socket.getInputStream().readAllBytes()).containsExactly(42);
      assertThat(balancer.snapshot().inFlight()).isEqualTo(1);
      assertThat(counts(balancer, "a").failures()).isZero();
    }
  }

  @Test
  void isInFlightUntilItIsCollected() throws Exception {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    connectAndForget(balancer);

    for (int i = 0; i < 600 && balancer.snapshot().inFlight() > 0; i++) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  private static void connectAndForget(Balancer<InetSocketAddress> balancer) throws IOException {
    Socket socket = connect(balancer);
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void aConnectionThatBreaksIsOneFailureInPlaceOfItsSuccess() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = connect(balancer)) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      assertEchoes(socket);
      server.reset();

      assertThatExceptionOfType(SocketException.class).isThrownBy(in::read);
      assertThatExceptionOfType(SocketException.class).isThrownBy(() -> out.write(1));
      assertThatExceptionOfType(SocketException.class).isThrownBy(in::read);
    }
    assertThat(counts(balancer, "a").failures()).isEqualTo(1);
    assertThat(counts(balancer, "a").brokenConnections()).isEqualTo(1);
    assertThat(balancer.snapshot().repeatedReports()).isZero();
  }

  @Test
  void aWriteThatFindsTheConnectionClosedEndsItAndIsNoFailure() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = connect(balancer)) {
      assertEchoes(socket);
      OutputStream out = socket.getOutputStream();
      server.reset();

      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(
              () -> {
                while (true) {
                  out.write(1);
                }
              });
      assertThat(balancer.snapshot().inFlight()).isZero();
    }
    assertThat(counts(balancer, "a").failures()).isZero();
    assertThat(counts(balancer, "a").successes()).isEqualTo(1);
  }

  @Test
  void aReadThatTimesOutIsNoFailure() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = connect(balancer)) {
      socket.setSoTimeout(1);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> socket.getInputStream().read());

      socket.setSoTimeout(0);
      assertEchoes(socket);
      assertThat(balancer.snapshot().inFlight()).isEqualTo(1);
    }
    assertThat(counts(balancer, "a").failures()).isZero();
  }

  @Test
  @SuppressWarnings("try") // Closed early, to see what that does.
  void aReadThatACloseEndsIsNoFailure() throws Exception {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = connect(balancer)) {
      InputStream in = socket.getInputStream();
      CompletableFuture<Void> read =
          CompletableFuture.runAsync(
              () -> assertThatExceptionOfType(SocketException.class).isThrownBy(() -> in.read()));
      socket.close();
      read.get();
    }
    assertThat(counts(balancer, "a").failures()).isZero();
  }

  @Test
  void anEndOfTheStreamIsNoFailure() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    try (Socket socket = connect(balancer)) {
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(counts(balancer, "a").successes()).isEqualTo(1);
    assertThat(counts(balancer, "a").failures()).isZero();
  }

  @Test
  void theExceptionNamesTheEndpointsThatWereTried() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(refusing("a"), refusing("b"));

    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> connect(balancer))
        .withMessageContaining("endpoint ")
        .withMessageContaining("refused")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void withoutEndpointsNoneIsConnected() {
    Balancer<InetSocketAddress> balancer = balancer();

    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> connect(balancer))
        .withMessageContaining("EMPTY")
        .withCauseInstanceOf(NoEndpointAvailableException.class);
  }

  @Test
  void isUsedOnce() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    Socket socket = connect(balancer);
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> socket.connect(ANY))
        .withMessageContaining("already connected");
    socket.close();
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> socket.connect(ANY))
        .withMessageContaining("closed");

    Balancer<InetSocketAddress> dead = balancer(refusing("dead"));
    Socket failed = BalancedSocketFactory.of(dead).createSocket();
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> failed.connect(ANY));
    assertThat(failed.isClosed()).isTrue();
    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> failed.connect(ANY));
  }

  @Test
  void badArgumentsAreNamed() throws IOException {
    try (Socket socket = BalancedSocketFactory.of(balancer()).createSocket()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> socket.connect(ANY, -1))
          .withMessageContaining("-1");
      assertThatIllegalArgumentException().isThrownBy(() -> socket.connect(null, 0));
    }
  }

  @Test
  void aFunctionThatFailsCostsNoSlot() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    Socket socket =
        BalancedSocketFactory.<InetSocketAddress>of(
                balancer,
                address -> {
                  throw new IllegalStateException("no idea");
                })
            .createSocket();

    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> socket.connect(ANY));
    assertThat(socket.isClosed()).isTrue();
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(counts(balancer, "a").ignored()).isEqualTo(1);
  }

  @Test
  void connectionsOfAKeyStayTogether() throws IOException {
    EchoServer other = keep(EchoServer.start());
    Balancer<InetSocketAddress> balancer =
        keep(
            Balancer.<InetSocketAddress>builder("db")
                .endpoints(server.endpoint("a"), other.endpoint("b"))
                .policy(SelectionPolicies.maglev())
                .build());
    BalancedSocketFactory factory = BalancedSocketFactory.of(balancer);
    Set<Integer> all = new HashSet<>();
    for (int key = 0; key < 20; key++) {
      BalancedSocketFactory keyed = factory.withContext(SelectionContext.forKey("user-" + key));
      Set<Integer> ports = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        try (Socket socket = keyed.createSocket("db", 1)) {
          ports.add(socket.getPort());
        }
      }
      assertThat(ports).hasSize(1);
      all.addAll(ports);
    }
    assertThat(all).hasSize(2);
  }

  @Test
  void aDrainWaitsForOpenSockets() throws Exception {
    Balancer<InetSocketAddress> balancer = balancer(server.endpoint("a"));
    Socket socket = connect(balancer);
    CompletableFuture<DrainResult> drained =
        balancer.drain("a", Duration.ofMinutes(5)).toCompletableFuture();

    assertEchoes(socket);
    assertThat(drained).isNotDone();
    socket.close();

    assertThat(drained.get()).isEqualTo(new DrainResult("a", DrainResult.Status.DRAINED, 0));
  }

  @Test
  void theSnapshotOfAllThisIsSound() throws IOException {
    Balancer<InetSocketAddress> balancer = balancer(refusing("dead"), server.endpoint("live"));
    for (int i = 0; i < 3; i++) {
      connect(balancer).close();
    }
    BalancerSnapshot snapshot = balancer.snapshot();
    assertThat(snapshot.unreportedLeases()).isZero();
    assertThat(snapshot.repeatedReports()).isZero();
    assertThat(snapshot.inFlight()).isZero();
  }
}

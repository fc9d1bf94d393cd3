package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.stats.OutcomeCounts;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** When an attempt is followed by another, and how long each may take: on the fake clock. */
final class DialTest {

  private static final InetSocketAddress ANY = InetSocketAddress.createUnresolved("db", 5432);
  private static final RetryPolicy AT_ONCE =
      RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO);

  private final FakeTicker ticker = new FakeTicker();
  private final Balancer<InetSocketAddress> balancer =
      Balancer.<InetSocketAddress>builder("db")
          .endpoints(List.of(endpoint("a", 1), endpoint("b", 2), endpoint("c", 3)))
          .policy(SelectionPolicies.firstAvailable())
          .ticker(ticker)
          .scheduler(new ManualScheduler(ticker))
          .build();
  private final BalancedSocketFactory factory = BalancedSocketFactory.of(balancer);

  /** What the attempts were, as {@code endpoint's port: limit}. */
  private final List<String> attempts = new ArrayList<>();

  private static Endpoint<InetSocketAddress> endpoint(String id, int port) {
    return Endpoint.of(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static AttemptPolicy atOnce() {
    return AttemptPolicy.defaults()
        .withRetries(AT_ONCE)
        .withAttemptLimit(Duration.ofSeconds(2))
        .withDeadline(Duration.ofSeconds(10));
  }

  /** What connecting does instead of connecting; called once per attempt. */
  @FunctionalInterface
  private interface Script {
    void connect(int port, int limitMillis) throws IOException;
  }

  private BalancedSocket socket(BalancedSocketFactory from, Script script) throws SocketException {
    return new BalancedSocket(requested -> from.dialer(), () -> new ScriptedSocket(script));
  }

  private class ScriptedSocket extends Socket {

    private final Script script;

    ScriptedSocket(Script script) {
      this.script = script;
    }

    @Override
    public void connect(SocketAddress address, int limitMillis) throws IOException {
      int port = ((InetSocketAddress) address).getPort();
      attempts.add(port + ": " + limitMillis);
      script.connect(port, limitMillis);
    }
  }

  private static IOException refused() {
    return new ConnectException("Connection refused");
  }

  private OutcomeCounts counts(String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().counts();
  }

  private long connectFailures() {
    return balancer.snapshot().endpoints().stream()
        .mapToLong(endpoint -> endpoint.counts().connectFailures())
        .sum();
  }

  /** An endpoint that answers nothing uses up the time that its attempt has. */
  private void passBy(int limitMillis) throws IOException {
    ticker.advance(Duration.ofMillis(limitMillis));
    throw new SocketTimeoutException("Connect timed out");
  }

  @Test
  void anAttemptTakesAtMostTwoSecondsUnlessToldOtherwise() throws IOException {
    try (Socket socket =
        socket(
            factory,
            (port, limitMillis) -> {
              if (port == 1) {
                passBy(limitMillis);
              }
            })) {
      socket.connect(ANY);
    }
    assertThat(attempts).containsExactly("1: 2000", "2: 2000");
  }

  @Test
  void anAttemptTakesAtMostHalfOfTheTimeThatIsLeft() throws IOException {
    BalancedSocket socket =
        socket(factory.withPolicy(atOnce()), (port, limitMillis) -> passBy(limitMillis));

    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> socket.connect(ANY, 1000))
        .withMessage("endpoint c: Connect timed out");
    assertThat(attempts).containsExactly("1: 500", "2: 250", "3: 125");
    assertThat(connectFailures()).isEqualTo(3);
  }

  @Test
  void theOnlyAttemptMayTakeItAll() throws IOException {
    BalancedSocket socket =
        socket(factory.withPolicy(AttemptPolicy.once()), (port, limitMillis) -> passBy(1));

    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> socket.connect(ANY, 1000));
    assertThat(attempts).containsExactly("1: 1000");
  }

  @Test
  void withoutAnyLimitThereIsNone() throws IOException {
    AttemptPolicy patient = AttemptPolicy.defaults().withRetries(AT_ONCE);
    try (Socket socket = socket(factory.withPolicy(patient), (port, limitMillis) -> {})) {
      socket.connect(ANY);
    }
    assertThat(attempts).containsExactly("1: 0");
  }

  @Test
  void noAttemptBeginsAfterTheCallersTime() throws IOException {
    BalancedSocket socket =
        socket(
            factory.withPolicy(atOnce()),
            (port, limitMillis) -> {
              ticker.advance(Duration.ofSeconds(1));
              throw refused();
            });

    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> socket.connect(ANY, 1000));
    assertThat(attempts).hasSize(1);
  }

  @Test
  void whateverEndsAnAttemptIsAConnectFailure() throws IOException {
    BalancedSocket socket =
        socket(
            factory.withPolicy(atOnce()),
            (port, limitMillis) -> {
              throw new SocketException("Network is unreachable");
            });

    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> socket.connect(ANY));
    assertThat(connectFailures()).isEqualTo(3);
  }

  @Test
  void aLackOfPortsIsNotTheEndpointsFault() throws IOException {
    BalancedSocket socket =
        socket(
            factory,
            (port, limitMillis) -> {
              if (port == 1) {
                throw new BindException("Cannot assign requested address");
              }
            });
    socket.connect(ANY);
    socket.close();

    assertThat(counts("a").ignored()).isEqualTo(1);
    assertThat(counts("b").successes()).isEqualTo(1);
  }

  @Test
  void aCloseFromElsewhereEndsAnAttempt() throws Exception {
    CountDownLatch connecting = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    BalancedSocket socket =
        new BalancedSocket(
            requested -> factory.dialer(),
            () ->
                new ScriptedSocket(
                    (port, limitMillis) -> {
                      connecting.countDown();
                      awaitUninterrupted(closed);
                      throw new SocketException("Socket closed");
                    }) {
                  @Override
                  public synchronized void close() throws IOException {
                    closed.countDown();
                    super.close();
                  }
                });
    CompletableFuture<Void> connect =
        CompletableFuture.runAsync(
            () ->
                assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.connect(ANY))
                    .withMessage("Socket closed"));
    connecting.await();
    socket.close();
    connect.get();

    assertThat(attempts).hasSize(1);
    assertThat(counts("a").ignored()).isEqualTo(1);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void aCloseFromElsewhereEndsAWaitBetweenAttempts() throws Exception {
    CountDownLatch refusedTwice = new CountDownLatch(2);
    RetryPolicy slow = random -> attempt -> Duration.ofHours(1).toNanos();
    BalancedSocket socket =
        socket(
            factory.withPolicy(AttemptPolicy.defaults().withRetries(slow)),
            (port, limitMillis) -> {
              refusedTwice.countDown();
              throw refused();
            });
    CompletableFuture<Void> connect =
        CompletableFuture.runAsync(
            () ->
                assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> socket.connect(ANY)));
    refusedTwice.await();
    socket.close();
    connect.get();

    assertThat(attempts).hasSize(2);
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void whoCameTooLateToStopTheConnectionFindsItClosed() throws IOException {
    List<Socket> later = new ArrayList<>();
    BalancedSocket socket = socket(factory, (port, limitMillis) -> later.get(0).close());
    later.add(socket);

    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> socket.connect(ANY))
        .withMessage("Socket closed");
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void anInterruptIsFollowedByNoAttempt() throws IOException {
    BalancedSocket refused =
        socket(
            factory,
            (port, limitMillis) -> {
              throw refused();
            });
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> refused.connect(ANY));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts).hasSize(1);
    assertThat(counts("a").connectFailures()).isEqualTo(1);
  }

  /** As virtual threads do it. */
  @Test
  void anAttemptThatAnInterruptEndsSaysNothingOfItsEndpoint() throws IOException {
    BalancedSocket socket =
        socket(
            factory,
            (port, limitMillis) -> {
              Thread.currentThread().interrupt();
              throw new SocketException("Closed by interrupt");
            });
    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.connect(ANY));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts).hasSize(1);
    assertThat(counts("a").ignored()).isEqualTo(1);
  }

  @Test
  void aTotalOutageCostsNoMoreThanTheBudgetAllows() throws Exception {
    int connections = 800;
    BalancedSocketFactory hasty =
        BalancedSocketFactory.of(balancer)
            .withPolicy(AttemptPolicy.defaults().withRetries(AT_ONCE));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < connections / 8; i++) {
                    refuse(hasty);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(connectFailures())
        .isGreaterThanOrEqualTo(connections)
        .isLessThanOrEqualTo((long) (connections * 1.1) + 10);
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(balancer.snapshot().repeatedReports()).isZero();
  }

  private static void refuse(BalancedSocketFactory from) {
    try {
      BalancedSocket socket =
          new BalancedSocket(
              requested -> from.dialer(),
              () ->
                  new Socket() {
                    @Override
                    public void connect(SocketAddress address, int limitMillis) throws IOException {
                      throw refused();
                    }
                  });
      assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> socket.connect(ANY));
    } catch (SocketException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(Outcome.ofException(e).toString(), e);
    }
  }
}

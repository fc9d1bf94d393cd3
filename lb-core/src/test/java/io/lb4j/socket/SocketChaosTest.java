package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.BalancerSnapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many connect, exchange and close in all ways while a server dies and returns. */
final class SocketChaosTest {

  private static final int THREADS = 8;
  private static final int CONNECTIONS_EACH = 150;

  @Test
  void nothingLeaks() throws Exception {
    EchoServer first = EchoServer.start();
    EchoServer second = EchoServer.start();
    EchoServer dying = EchoServer.start();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    try (Balancer<InetSocketAddress> balancer =
        Balancer.<InetSocketAddress>builder("db")
            .endpoints(first.endpoint("a"), second.endpoint("b"), dying.endpoint("c"))
            .policy(SelectionPolicies.leastRequests())
            .build()) {
      BalancedSocketFactory factory = BalancedSocketFactory.of(balancer);
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int seed = i;
        clients.add(threads.submit(() -> connectAndClose(factory, new SplittableRandom(seed))));
      }
      Future<?> killer = threads.submit(() -> dieAndReturn(dying, over));
      int connected = 0;
      for (Future<Integer> client : clients) {
        connected += client.get();
      }
      over.set(true);
      killer.get();

      BalancerSnapshot snapshot = balancer.snapshot();
      assertThat(connected).isPositive();
      assertThat(snapshot.inFlight()).isZero();
      assertThat(snapshot.repeatedReports()).isZero();
      assertThat(snapshot.unreportedLeases()).isZero();
      long judged =
          snapshot.endpoints().stream()
              .mapToLong(
                  endpoint -> endpoint.counts().successes() + endpoint.counts().brokenConnections())
              .sum();
      assertThat(judged).isEqualTo(connected);
    } finally {
      over.set(true);
      threads.shutdown();
      first.close();
      second.close();
    }
  }

  /** Returns how many connections stood, whatever came of them. */
  private static int connectAndClose(BalancedSocketFactory factory, SplittableRandom random)
      throws IOException {
    int connected = 0;
    for (int i = 0; i < CONNECTIONS_EACH; i++) {
      try (Socket socket = factory.createSocket()) {
        socket.setSoLinger(true, 0);
        socket.connect(InetSocketAddress.createUnresolved("db", 1), 10_000);
        connected++;
        socket.getOutputStream().write(i);
        socket.getInputStream().read();
        end(socket, random.nextInt(5));
      } catch (IOException e) {
        // The server died.
      }
    }
    return connected;
  }

  private static void end(Socket socket, int way) throws IOException {
    switch (way) {
      case 0 -> socket.getInputStream().close();
      case 1 -> socket.getOutputStream().close();
      case 2 -> {
        socket.shutdownOutput();
        socket.shutdownInput();
      }
      case 3 -> {
        socket.close();
        socket.close();
      }
      default -> {
        // Left to the caller.
      }
    }
  }

  private static void dieAndReturn(EchoServer server, AtomicBoolean over) {
    EchoServer alive = server;
    int port = server.port();
    while (!over.get()) {
      alive.close();
      LockSupport.parkNanos(1_000_000);
      try {
        alive = EchoServer.startAt(port);
      } catch (IOException e) {
        // A client's own port may be this one; the server stays dead.
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
    alive.close();
  }
}

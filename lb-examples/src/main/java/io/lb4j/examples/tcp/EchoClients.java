package io.lb4j.examples.tcp;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.socket.BalancedSocketFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that connect, talk and hang up, again and again, while one of three servers is killed.
 */
final class EchoClients {

  private static final int CLIENTS = 8;
  private static final int CONNECTIONS_EACH = 200;
  private static final int WORDS = 5;

  private final LongAdder connected = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder brokenOff = new LongAdder();
  private final CountDownLatch half = new CountDownLatch(CLIENTS * CONNECTIONS_EACH / 2);

  /** Returns whether all connections stood in the end. */
  @SuppressWarnings("try") // One server is closed early: that is what this is about.
  boolean run(PrintWriter out) throws IOException, InterruptedException, ExecutionException {
    try (EchoServer first = new EchoServer();
        EchoServer second = new EchoServer();
        EchoServer third = new EchoServer();
        Balancer<InetSocketAddress> echo =
            Balancer.<InetSocketAddress>builder("echo")
                .endpoints(
                    Endpoint.of("echo-1", first.address()),
                    Endpoint.of("echo-2", second.address()),
                    Endpoint.of("echo-3", third.address()))
                .policy(SelectionPolicies.leastConnections())
                .build()) {
      BalancedSocketFactory sockets = BalancedSocketFactory.of(echo);
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(() -> talk(sockets)));
      }
      threads.shutdown();
      half.await();
      second.close();
      for (Future<?> client : clients) {
        client.get();
      }
      print(out, echo.snapshot().endpoints());
    }
    return failed.sum() == 0;
  }

  private void talk(BalancedSocketFactory sockets) {
    for (int i = 0; i < CONNECTIONS_EACH; i++) {
      try (Socket socket = sockets.createSocket("echo", 7)) {
        connected.increment();
        exchange(socket);
      } catch (IOException e) {
        failed.increment();
      }
      half.countDown();
    }
  }

  private void exchange(Socket socket) {
    try {
      // Hung up on like this, the local port can be used again at once.
      socket.setSoLinger(true, 0);
      for (int word = 0; word < WORDS; word++) {
        socket.getOutputStream().write(word);
        if (socket.getInputStream().read() != word) {
          brokenOff.increment();
          return;
        }
      }
    } catch (IOException e) {
      brokenOff.increment();
    }
  }

  private void print(PrintWriter out, List<EndpointSnapshot> endpoints) {
    long failedOver =
        endpoints.stream().mapToLong(endpoint -> endpoint.counts().connectFailures()).sum();
    out.printf(
        "TCP: %d connections, %d attempts failed over, %d connections failed,"
            + " %d broke off when echo-2 was killed%n",
        connected.sum(), failedOver, failed.sum(), brokenOff.sum());
    for (EndpointSnapshot endpoint : endpoints) {
      String reason =
          endpoint.verdicts().isEmpty() ? "" : ": " + endpoint.verdicts().get(0).reason();
      out.printf(
          "  %s  %4d connections, %d in flight  %s%s%n",
          endpoint.id(),
          endpoint.counts().successes() + endpoint.counts().brokenConnections(),
          endpoint.inFlight(),
          endpoint.state(),
          reason);
    }
  }
}

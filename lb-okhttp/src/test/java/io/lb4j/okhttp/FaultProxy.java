package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A TCP proxy before a server, that breaks responses in the way it is told to. Tests switch it;
 * what a switch means for open connections is with each {@link Fault}.
 */
final class FaultProxy implements AutoCloseable {

  private final Backend backend;
  private final InetSocketAddress address;
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
  private final Set<FaultyConnection> connections = ConcurrentHashMap.newKeySet();

  private volatile Fault fault = Fault.PASS;

  // Written by the test's thread. While nobody listens, a bound socket keeps others off the port.
  private ServerSocket listener;
  private CompletableFuture<Void> accepting;
  private Socket reservation = new Socket();

  private FaultProxy(Backend backend) throws IOException {
    this.backend = backend;
    this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    this.address = new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    this.accepting = accept(listener);
  }

  static FaultProxy before(Backend backend) {
    try {
      return new FaultProxy(backend);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An endpoint with the server's name, which leads here. */
  Endpoint<URI> endpoint() {
    return Endpoint.of(
        backend.name(),
        URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort()));
  }

  Backend backend() {
    return backend;
  }

  /** Sets what happens from now on. */
  void inject(Fault next) {
    fault = next;
    try {
      if (next instanceof Fault.Refuse) {
        refuse();
      } else if (listener.isClosed()) {
        listenAgain();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void refuse() throws IOException {
    stopListening();
    reservation = new Socket();
    reservation.setReuseAddress(true);
    reservation.bind(address);
    connections.forEach(FaultyConnection::close);
  }

  private void listenAgain() throws IOException {
    reservation.close();
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(address);
    accepting = accept(listener);
  }

  /** Who waits in accept holds the port, so closing is not enough. */
  private void stopListening() throws IOException {
    listener.close();
    accepting.join();
  }

  private CompletableFuture<Void> accept(ServerSocket from) {
    return CompletableFuture.runAsync(
        () -> {
          while (!from.isClosed()) {
            try {
              take(from.accept(), from);
            } catch (IOException e) {
              // The listener was closed, or the client has gone again.
            }
          }
        },
        threads);
  }

  private void take(Socket client, ServerSocket from) throws IOException {
    FaultyConnection connection = new FaultyConnection(client, () -> fault);
    if (fault instanceof Fault.Reset) {
      connection.reset();
      return;
    }
    connections.add(connection);
    try {
      connection.open(new InetSocketAddress(backend.host(), backend.port()), threads);
    } catch (IOException e) {
      connection.close();
    }
    if (from.isClosed()) {
      connection.close();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "fault-proxy");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() throws IOException {
    stopListening();
    reservation.close();
    connections.forEach(FaultyConnection::close);
    threads.shutdown();
    Await.until("the proxy's threads end", Duration.ofSeconds(5), threads::isTerminated);
  }
}

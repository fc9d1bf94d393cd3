package io.lb4j.examples.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server with keep-alive. It answers every GET after its service time with a line
 * that tells who answered what.
 *
 * <p>Made of plain sockets, because the JDK's server cannot die the way a killed process does: with
 * its connections reset in the middle of whatever they were doing.
 */
public final class FakeServer implements AutoCloseable {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 128;

  private final int port;
  private final long normalMillis;
  private final Semaphore workers;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile long serviceMillis;
  private volatile boolean failing;
  private volatile CountDownLatch hang = new CountDownLatch(0);
  private volatile @Nullable ServerSocket listener;

  /** Makes a server that does not listen yet and serves any number of requests at once. */
  public FakeServer(int port, Duration serviceTime) {
    this(port, serviceTime, Integer.MAX_VALUE);
  }

  /**
   * Makes a server that does not listen yet.
   *
   * @param workers how many requests it serves at once; others wait for their turn
   */
  public FakeServer(int port, Duration serviceTime, int workers) {
    this.port = port;
    this.normalMillis = serviceTime.toMillis();
    this.serviceMillis = normalMillis;
    this.workers = new Semaphore(workers, true);
  }

  /** Listens; also again, after {@link #kill} or {@link #close}. */
  public void start() throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // Or the connections of the life before, not quite forgotten by the kernel, keep the port.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    listener = socket;
    daemon("accept", () -> accept(socket));
  }

  /** Makes every later request take that many times as long as at the start. */
  public void slowDown(int factor) {
    serviceMillis = normalMillis * factor;
  }

  /** Makes every later request end with 500, or with 200 again. */
  public void fail(boolean fails) {
    failing = fails;
  }

  /** Leaves every later request without an answer; those that still wait get theirs at the end. */
  public void hang(boolean hangs) {
    hang.countDown();
    if (hangs) {
      hang = new CountDownLatch(1);
    }
  }

  /**
   * Dies like a process that is killed: whoever is connected gets a reset, whoever comes a refusal.
   */
  public void kill() {
    stopListening();
    connections.forEach(FakeServer::reset);
  }

  /** Stops listening and hangs up. Harmless once no request is under way, so drain it first. */
  @Override
  public void close() {
    stopListening();
    connections.forEach(FakeServer::hangUp);
  }

  /** Where to find it. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What the server answers to a path; callers check it. */
  public static String answer(String path, String authority) {
    return path + " from " + authority + "\n";
  }

  private void stopListening() {
    hang.countDown();
    ServerSocket socket = listener;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot stop listening on port " + port, e);
      }
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        if (socket.isClosed()) { // Killed in between, so nobody else will reset this one.
          reset(connection);
        }
        daemon("connection", () -> serve(connection));
      } catch (IOException e) {
        // Closed: the loop ends. Anything else befell one connection, and its client notices.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      BufferedReader requests =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String path; (path = readPath(requests)) != null; ) {
        work();
        connection.getOutputStream().write(response(path));
      }
    } catch (IOException e) {
      // The client went away, or this server was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private void work() throws InterruptedException {
    hang.await();
    workers.acquire();
    try {
      Thread.sleep(jittered(serviceMillis));
    } finally {
      workers.release();
    }
  }

  private static @Nullable String readPath(BufferedReader requests) throws IOException {
    String requestLine = requests.readLine();
    if (requestLine == null) {
      return null;
    }
    for (String header; (header = requests.readLine()) != null && !header.isEmpty(); ) {
      // The headers of a GET tell this server nothing.
    }
    return requestLine.split(" ", -1)[1];
  }

  private byte[] response(String path) {
    String body = answer(path, uri().getAuthority());
    String status = failing ? "500 Internal Server Error" : "200 OK";
    String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: ";
    return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A fifth more or less, since no real service takes the same time twice. */
  private static long jittered(long millis) {
    long fifth = millis / 5;
    return millis - fifth + ThreadLocalRandom.current().nextLong(2 * fifth + 1);
  }

  private static void reset(Socket connection) {
    try {
      connection.setSoLinger(true, 0); // Makes close send a reset instead of a goodbye.
    } catch (IOException e) {
      // Closed already.
    }
    hangUp(connection);
  }

  private static void hangUp(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private void daemon(String role, Runnable task) {
    Thread thread = new Thread(task, "server-" + port + "-" + role);
    thread.setDaemon(true);
    thread.start();
  }
}

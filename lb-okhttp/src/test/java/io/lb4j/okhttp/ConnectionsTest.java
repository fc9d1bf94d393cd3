package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.okhttp.Connections.Owner;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Connection;
import okhttp3.Handshake;
import okhttp3.Protocol;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose connections are, without a network. */
final class ConnectionsTest {

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Connections connections = new Connections();
  private final Balancer<URI> orders = cluster.orders(List.of());
  private final Service service = Service.of(orders, LoadBalancingOptions.defaults(), connections);

  @Test
  void whoGetsAConnectionThatIsBeingClosedFindsItClosed() throws Exception {
    SlowToClose socket = new SlowToClose();
    Connection connection = new Fake(socket);
    assertThat(connections.acquire(connection, owner("a"))).isTrue();
    connections.release(connection);

    Thread evicting = new Thread(() -> connections.disown(service, List.of("a")));
    evicting.start();
    assertThat(socket.closing.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(connections.acquire(connection, owner("a"))).isFalse();
    assertThat(socket.isClosed()).isTrue();

    socket.resume.countDown();
    evicting.join();
  }

  @Test
  void aConnectionThatIsHeldIsNotClosedWhoeverLeaves() {
    Socket socket = new Socket();
    Connection connection = new Fake(socket);
    connections.acquire(connection, owner("a"));
    connections.acquire(connection, owner("b"));
    connections.disown(service, List.of("a", "b"));
    connections.release(connection);
    assertThat(socket.isClosed()).isFalse();
    connections.release(connection);
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void whoIsGoneOwnsNothingUntilItIsBack() {
    connections.gone(service, List.of("a"));
    assertThat(isKeptAfterUse()).isFalse();
    connections.back(service, List.of("a"));
    assertThat(isKeptAfterUse()).isTrue();
  }

  @Test
  void onlyTheLatestToGoAreRemembered() {
    connections.gone(service, List.of("a"));
    for (int i = 0; i < 5000; i++) {
      connections.gone(service, List.of("other-" + i));
    }
    assertThat(isKeptAfterUse()).isTrue();
    connections.gone(service, List.of("a"));
    assertThat(isKeptAfterUse()).isFalse();
  }

  private boolean isKeptAfterUse() {
    Socket socket = new Socket();
    Connection connection = new Fake(socket);
    connections.acquire(connection, owner("a"));
    connections.release(connection);
    return !socket.isClosed();
  }

  private Owner owner(String id) {
    return new Owner(service, id);
  }

  /** Whoever closes it first is held up before anything happens. */
  private static final class SlowToClose extends Socket {

    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch resume = new CountDownLatch(1);
    private final AtomicInteger closes = new AtomicInteger();

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // The second must not wait.
    public void close() {
      if (closes.incrementAndGet() == 1) {
        closing.countDown();
        try {
          resume.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public boolean isClosed() {
      return closes.get() > 1;
    }
  }

  private record Fake(Socket socket) implements Connection {

    @Override
    public Route route() {
      throw new UnsupportedOperationException("route");
    }

    @Override
    public @Nullable Handshake handshake() {
      return null;
    }

    @Override
    public Protocol protocol() {
      return Protocol.HTTP_1_1;
    }
  }
}

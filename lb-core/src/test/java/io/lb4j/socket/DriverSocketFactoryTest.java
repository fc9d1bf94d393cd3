package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lb4j.Balancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How drivers that know but the name of a class find their balancer. */
final class DriverSocketFactoryTest {

  private EchoServer server;
  private Balancer<InetSocketAddress> balancer;

  @BeforeEach
  void register() throws IOException {
    server = EchoServer.start();
    balancer =
        Balancer.<InetSocketAddress>builder("Orders-DB").endpoints(server.endpoint("a")).build();
    DriverSocketFactory.register(BalancedSocketFactory.of(balancer));
  }

  @AfterEach
  void unregister() {
    DriverSocketFactory.unregister("orders-db");
    balancer.close();
    server.close();
  }

  private void assertConnects(Socket socket) throws IOException {
    try (socket) {
      assertThat(socket.getPort()).isEqualTo(server.port());
    }
  }

  @Test
  void byTheNameThatTheDriverWasGiven() throws IOException {
    DriverSocketFactory factory = new DriverSocketFactory("orders-db");
    InetAddress here = InetAddress.getLoopbackAddress();
    for (Socket socket :
        List.of(
            factory.createSocket("10.1.2.3", 1),
            factory.createSocket(here, 1),
            factory.createSocket("anything", 1, here, 0),
            factory.createSocket(here, 1, here, 0))) {
      assertConnects(socket);
    }
  }

  @Test
  void byTheHostThatTheDriverConnectsTo() throws IOException {
    assertConnects(DriverSocketFactory.getDefault().createSocket("ORDERS-db", 5432));

    Socket socket = new DriverSocketFactory().createSocket();
    socket.connect(InetSocketAddress.createUnresolved("orders-db", 5432), 5000);
    assertConnects(socket);
  }

  @Test
  void aNameThatNobodyRegisteredIsAnUnknownHost() {
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> new DriverSocketFactory().createSocket("other-db", 5432))
        .withMessageContaining("other-db")
        .withMessageContaining("register");
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> new DriverSocketFactory("other-db").createSocket("orders-db", 5432));

    DriverSocketFactory.unregister("ORDERS-DB");
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> new DriverSocketFactory().createSocket("orders-db", 5432));
  }

  @Test
  void aNameIsTakenOnceInWhateverCase() {
    BalancedSocketFactory factory = BalancedSocketFactory.of(balancer);
    assertThatIllegalStateException()
        .isThrownBy(() -> DriverSocketFactory.register("orders-DB", factory))
        .withMessageContaining("orders-DB");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DriverSocketFactory.register(" ", factory));
  }
}

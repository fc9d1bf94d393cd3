package io.lb4j.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.SelectionPolicies;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as drivers do it: over the factory's connected socket, with the name that they know. */
final class TlsOverBalancedSocketTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path directory;
  private SSLContext tls;
  private SSLServerSocket server;
  private Balancer<InetSocketAddress> balancer;

  @BeforeEach
  void start() throws Exception {
    tls = contextFor("orders-db");
    server =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    balancer =
        Balancer.<InetSocketAddress>builder("orders-db")
            .endpoints(
                Endpoint.of("dead", EchoServer.local(EchoServer.unusedPort())),
                Endpoint.of("live", EchoServer.local(server.getLocalPort())))
            .policy(SelectionPolicies.firstAvailable())
            .build();
  }

  @AfterEach
  void stop() throws IOException {
    balancer.close();
    server.close();
  }

  private SSLContext contextFor(String host) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(host, keys.getCertificate(keys.aliases().nextElement()));
    TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }

  private CompletableFuture<Void> echo() {
    return CompletableFuture.runAsync(
        () -> {
          try (Socket client = server.accept()) {
            client.getInputStream().transferTo(client.getOutputStream());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private SSLSocket secured(String host) throws IOException {
    Socket plain = BalancedSocketFactory.of(balancer).createSocket(host, 5432);
    SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, 5432, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    return secured;
  }

  @Test
  void goesElsewhereAndChecksTheNameThatTheDriverKnows() throws Exception {
    CompletableFuture<Void> echoed = echo();
    try (SSLSocket socket = secured("orders-db")) {
      socket.getOutputStream().write(42);
      assertThat(socket.getInputStream().read()).isEqualTo(42);
      assertThat(balancer.snapshot().inFlight()).isEqualTo(1);
    }
    echoed.get();
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(balancer.snapshot().endpoint("live").orElseThrow().counts().failures()).isZero();
  }

  @Test
  void aHandshakeThatFailsGivesTheSlotBack() throws Exception {
    CompletableFuture<Void> echoed = echo();
    try (SSLSocket socket = secured("other-db")) {
      assertThatExceptionOfType(SSLException.class).isThrownBy(socket::startHandshake);
    }
    assertThat(balancer.snapshot().inFlight()).isZero();
    assertThat(echoed).failsWithin(Duration.ofMinutes(1));
  }
}

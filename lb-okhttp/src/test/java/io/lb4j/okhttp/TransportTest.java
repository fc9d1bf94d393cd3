package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import mockwebserver3.MockResponse;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Certificates of all kinds, HTTP/2 without TLS, tunnels. */
final class TransportTest {

  private static final Dns LOOPBACK = host -> List.of(InetAddress.getLoopbackAddress());

  @RegisterExtension final Cluster cluster = new Cluster();
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  @Test
  void endpointsWithNamesHaveCertificatesOfTheirOwn() throws IOException {
    Backend a = secure("a", "a.internal.example");
    Backend b = secure("b", "b.internal.example");
    Balancer<URI> orders =
        cluster.orders(
            List.of(named("a", "a.internal.example", a), named("b", "b.internal.example", b)));
    OkHttpClient client = cluster.wrap(trusting(null).dns(LOOPBACK).build(), orders);

    for (String expected : List.of("a", "b", "a", "b")) {
      assertThat(get(client, "https://orders/")).isEqualTo(expected);
    }
    assertThat(a.requests().get(0).getHandshakeServerNames()).containsExactly("a.internal.example");
    assertIdle(orders);
  }

  @Test
  void anEndpointThatShowsAnothersCertificateIsPassedOver() throws IOException {
    Backend a = secure("a", "b.internal.example");
    Backend b = secure("b", "b.internal.example");
    Balancer<URI> orders =
        cluster.orders(
            List.of(named("a", "a.internal.example", a), named("b", "b.internal.example", b)));
    OkHttpClient client = cluster.wrap(trusting(null).dns(LOOPBACK).build(), orders);

    assertThat(get(client, "https://orders/")).isEqualTo("b");
    assertThat(a.requests()).isEmpty();
  }

  @Test
  void aRenewedCertificateOfTheClientIsShownOnceTheClientIsDerivedWithIt() throws IOException {
    Backend a = secure("a", "orders");
    Backend b = secure("b", "orders");
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client = cluster.wrap(trusting(certificate("caller-1")).build(), orders);
    get(client, "https://orders/");
    get(client, "https://orders/");

    HandshakeCertificates renewed = certificates(certificate("caller-2"));
    OkHttpClient derived =
        client
            .newBuilder()
            .sslSocketFactory(renewed.sslSocketFactory(), renewed.trustManager())
            .build();
    get(derived, "https://orders/");
    get(derived, "https://orders/");

    for (Backend backend : List.of(a, b)) {
      assertThat(backend.requests())
          .extracting(request -> request.getHandshake().peerPrincipal().getName())
          .containsExactly("CN=caller-1", "CN=caller-2");
    }
    assertIdle(orders);
  }

  @Test
  void http2WithoutTlsGoesToWhomWasPicked() throws IOException {
    List<Protocol> priorKnowledge = List.of(Protocol.H2_PRIOR_KNOWLEDGE);
    Backend a = cluster.add(Backend.start("a", "127.0.0.1", 0, null, priorKnowledge));
    Backend b = cluster.add(Backend.start("b", "127.0.0.2", a.port(), null, priorKnowledge));
    Balancer<URI> orders = cluster.orders(a, b);
    OkHttpClient client =
        cluster.wrap(new OkHttpClient.Builder().protocols(priorKnowledge).build(), orders);

    for (int i = 0; i < 6; i++) {
      try (Response response = client.newCall(Cluster.get("http://orders/")).execute()) {
        assertThat(response.protocol()).isEqualTo(Protocol.H2_PRIOR_KNOWLEDGE);
        assertThat(response.body().string()).isEqualTo(i % 2 == 0 ? "a" : "b");
      }
    }
    a.answer(Backend.status(503));
    assertThat(get(client, "http://orders/")).isEqualTo("b");
    assertThat(a.connections()).isEqualTo(1);
    assertThat(b.connections()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aTunnelLeadsToTheEndpointAndItsCertificateIsForTheEndpoint() throws IOException {
    Backend proxy = secure("far", "192.0.2.1");
    proxy.beforeRequest(new MockResponse.Builder().inTunnel());
    proxy.behave(
        request -> {
          if (!request.getMethod().equals("CONNECT")) {
            return Backend.ok("far");
          }
          // What follows goes through the tunnel.
          proxy.beforeRequest(new MockResponse.Builder());
          return new MockResponse.Builder().inTunnel().build();
        });
    Balancer<URI> orders =
        cluster.orders(List.of(Endpoint.of("far", URI.create("https://192.0.2.1:8443"))));
    OkHttpClient client =
        cluster.wrap(
            trusting(null)
                .proxy(
                    new Proxy(
                        Proxy.Type.HTTP,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())))
                .build(),
            orders);

    assertThat(get(client, "https://orders/items")).isEqualTo("far");
    assertThat(proxy.requests().get(0).getRequestLine())
        .isEqualTo("CONNECT 192.0.2.1:8443 HTTP/1.1");
  }

  private Backend secure(String name, String host) {
    HandshakeCertificates certificates = certificates(certificate(host));
    Backend backend =
        cluster.secureBackendAt(name, "127.0.0.1", 0, certificates.sslSocketFactory());
    backend.server().requestClientAuth();
    return backend;
  }

  private static Endpoint<URI> named(String id, String host, Backend backend) {
    return Endpoint.of(id, URI.create("https://" + host + ":" + backend.port()));
  }

  private OkHttpClient.Builder trusting(@Nullable HeldCertificate own) {
    HandshakeCertificates certificates = certificates(own);
    return new OkHttpClient.Builder()
        .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager());
  }

  private HeldCertificate certificate(String name) {
    return new HeldCertificate.Builder()
        .commonName(name)
        .addSubjectAlternativeName(name)
        .signedBy(authority)
        .build();
  }

  private HandshakeCertificates certificates(@Nullable HeldCertificate own) {
    HandshakeCertificates.Builder builder =
        new HandshakeCertificates.Builder().addTrustedCertificate(authority.certificate());
    if (own != null) {
      builder.heldCertificate(own);
    }
    return builder.build();
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.body;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Attempts of more than one request, because the first was redirected or challenged: what the last
 * one proves says nothing about those before.
 */
final class FollowUpTest {

  private static final String URL = "http://orders/first";

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend b = cluster.backend("b");

  private Balancer<URI> goneAfter(String... lines) {
    String head =
        "HTTP/1.1 " + String.join("\r\n", lines) + "\r\nConnection: close\r\nContent-Length: 0";
    RawServer gone = cluster.add(RawServer.answeringOnce(head + "\r\n\r\n"));
    return cluster.orders(List.of(gone.endpoint(), b.endpoint()));
  }

  @Test
  void aGetWhoseServerIsGoneAfterARedirectGoesElsewhere() throws IOException {
    Balancer<URI> orders = goneAfter("302 Found", "Location: /next");

    assertThat(get(cluster.wrap(orders), URL)).isEqualTo("b");
    assertThat(endpoint(orders, "raw").counts().connectFailures()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aPostWhoseServerIsGoneAfterARedirectIsNotMadeAgain() {
    Balancer<URI> orders = goneAfter("303 See Other", "Location: /next");
    OkHttpClient client = cluster.wrap(orders);

    assertThatThrownBy(() -> body(client, post(URL, ""))).isInstanceOf(IOException.class);
    assertThat(endpoint(orders, "raw").counts().connectFailures()).isEqualTo(1);
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @Test
  void aPostWhoseServerIsGoneAfterAChallengeGoesElsewhere() throws IOException {
    Balancer<URI> orders = goneAfter("401 Unauthorized", "WWW-Authenticate: Bearer");
    OkHttpClient client =
        cluster.wrap(new OkHttpClient.Builder().authenticator(FollowUpTest::known).build(), orders);

    assertThat(body(client, post(URL, ""))).isEqualTo("b");
    assertThat(endpoint(orders, "raw").counts().connectFailures()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void anAddressThatRefusedTheFirstRequestIsNotToBlameForWhatComesAfterTheRedirect() {
    Backend a = cluster.backend("a");
    a.answer(redirect());
    Endpoint<URI> named = Endpoint.of("a", URI.create("http://a.example:" + a.port()));
    Balancer<URI> orders = cluster.orders(List.of(named, b.endpoint()));
    Interceptor throwing =
        chain -> {
          if (chain.request().url().encodedPath().equals("/next")) {
            throw new IOException("a bug of the user's");
          }
          return chain.proceed(chain.request());
        };
    OkHttpClient client =
        cluster
            .wrap(orders)
            .newBuilder()
            .dns(
                host ->
                    List.of(
                        InetAddress.getAllByName("127.0.0.2")[0], InetAddress.getLoopbackAddress()))
            .addNetworkInterceptor(throwing)
            .build();

    assertThatThrownBy(() -> get(client, URL)).hasMessage("a bug of the user's");
    assertThat(endpoint(orders, "a").counts().connectFailures()).isZero();
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  private static MockResponse redirect() {
    return new MockResponse.Builder().code(303).addHeader("Location", "/next").build();
  }

  private static Request known(Route route, Response response) {
    return response.request().newBuilder().header("Authorization", "Bearer 1").build();
  }

  @Test
  void aPostThatWasRedirectedToARejectionIsNotMadeAgain() throws IOException {
    Backend a = cluster.backend("a");
    a.behave(request -> request.getMethod().equals("POST") ? redirect() : Backend.status(503));
    Balancer<URI> orders = cluster.orders(a, b);
    AttemptPolicy trusting =
        AttemptPolicy.defaults()
            .withRetries(RetryPolicy.exponential(3, Duration.ZERO, Duration.ZERO))
            .trustingRejections();
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient(), LoadBalancingOptions.defaults().withAttempts(trusting), orders);

    try (Response response = client.newCall(post(URL, "order")).execute()) {
      assertThat(response.code()).isEqualTo(503);
    }
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }
}

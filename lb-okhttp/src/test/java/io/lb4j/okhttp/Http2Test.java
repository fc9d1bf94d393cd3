package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.body;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import java.io.IOException;
import java.net.URI;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.internal.connection.RealConnection;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 over TLS: many calls share a connection, and a stream can fail alone. */
final class Http2Test {

  private static final String URL = "https://orders/";
  private static final int REFUSED_STREAM = 7;
  private static final int INTERNAL_ERROR = 2;

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Tls tls = new Tls("orders");
  private final Backend a = secure("a");
  private final Backend b = secure("b");
  private final Balancer<URI> orders = cluster.orders(a, b);
  private final OkHttpClient client = cluster.wrap(tls.client(), orders);

  private Backend secure(String name) {
    return cluster.secureBackendAt(name, "127.0.0.1", 0, tls.server().sslSocketFactory());
  }

  @Test
  void aPostWhoseStreamWasRefusedGoesElsewhere() throws IOException {
    a.beforeRequest(
        new MockResponse.Builder().onRequestStart(new SocketEffect.CloseStream(REFUSED_STREAM)));

    assertThat(body(client, post(URL, "order"))).isEqualTo("b");
    assertThat(a.requests()).noneMatch(request -> request.getMethod().equals("POST"));
    assertThat(endpoint(orders, "a").counts().rejections()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aPostWhoseStreamBrokeIsNotSentAgain() {
    a.beforeRequest(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseStream(INTERNAL_ERROR)));

    assertThatThrownBy(() -> body(client, post(URL, "order"))).isInstanceOf(IOException.class);
    assertThat(a.requests()).hasSize(1);
    assertThat(b.requests()).isEmpty();
    assertThat(endpoint(orders, "a").counts().failures()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aPostThatWasRedirectedToARefusedStreamIsNotSentAgain() {
    a.behave(
        request -> {
          a.beforeRequest(
              new MockResponse.Builder()
                  .onRequestStart(new SocketEffect.CloseStream(REFUSED_STREAM)));
          return new MockResponse.Builder().code(303).addHeader("Location", "/next").build();
        });

    assertThatThrownBy(() -> body(client, post(URL, "order"))).isInstanceOf(IOException.class);
    assertThat(b.requests()).isEmpty();
    assertThat(endpoint(orders, "a").counts().rejections()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void aPostWhoseConnectionIsShutDownBeforeItsStreamBeginsGoesElsewhere() throws IOException {
    Interceptor unlucky =
        chain -> {
          RealConnection connection = (RealConnection) chain.connection();
          if (connection.route().socketAddress().getPort() == a.port()) {
            a.close();
            Await.until("it is shut down", () -> !connection.isHealthy(false));
          }
          return chain.proceed(chain.request());
        };
    OkHttpClient late = client.newBuilder().addNetworkInterceptor(unlucky).build();

    assertThat(body(late, post(URL, "order"))).isEqualTo("b");
    assertThat(endpoint(orders, "a").counts().failures()).isEqualTo(1);
    assertIdle(orders);
  }

  @Test
  void cancellingOneCallLeavesTheOthersOnTheConnectionAlone() throws IOException {
    Balancer<URI> one = cluster.orders(a);
    OkHttpClient single = cluster.wrap(tls.client(), one);
    assertThat(get(single, URL)).isEqualTo("a");
    a.behave(request -> request.getTarget().equals("/endless") ? Endless.body() : Backend.ok("a"));

    Call call = single.newCall(Cluster.get(URL + "endless"));
    try (Response response = call.execute()) {
      assertThat(get(single, URL)).isEqualTo("a");
      call.cancel();
      assertIdle(one);
      assertThat(response.code()).isEqualTo(200);
    }
    assertThat(get(single, URL)).isEqualTo("a");
    assertThat(a.connections()).isEqualTo(1);
    assertThat(endpoint(one, "a").counts().failures()).isZero();
  }

  @Test
  void aRetryDoesNotReuseTheConnectionToTheEndpointThatFailed() throws IOException {
    Backend twin =
        cluster.secureBackendAt("twin", "127.0.0.2", a.port(), tls.server().sslSocketFactory());
    Balancer<URI> two = cluster.orders(a, twin);
    OkHttpClient same = cluster.wrap(tls.client(), two);
    assertThat(get(same, URL)).isEqualTo("a");
    assertThat(get(same, URL)).isEqualTo("twin");
    a.answer(Backend.status(503));

    assertThat(get(same, URL)).isEqualTo("twin");
    assertThat(a.connections()).isEqualTo(1);
    assertThat(twin.connections()).isEqualTo(1);
    assertIdle(two);
  }

  @Test
  void aDuplexRequestIsNotSentAgain() {
    a.beforeRequest(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseStream(INTERNAL_ERROR)));
    Request request = new Request.Builder().url(URL).put(new Duplex()).build();

    assertThatThrownBy(() -> body(client, request)).isInstanceOf(IOException.class);
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  /** A body that is still being written while the response is read. */
  private static final class Duplex extends RequestBody {

    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public boolean isDuplex() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.writeUtf8("a beginning");
      sink.close();
    }
  }

  @Test
  void aCertificateThatIsNotTrustedIsAConnectFailure() {
    OkHttpClient distrustful = cluster.wrapOnce(new Tls("orders").client(), orders);

    assertThatThrownBy(() -> body(distrustful, post(URL, "order"))).isInstanceOf(IOException.class);
    assertThat(endpoint(orders, "a").counts().connectFailures()).isEqualTo(1);
    assertIdle(orders);
  }
}

package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.body;
import static io.lb4j.okhttp.Cluster.endpoint;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.stats.OutcomeCounts;
import java.io.IOException;
import java.net.URI;
import mockwebserver3.MockResponse;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redirects stay on the endpoint as long as they mean the service, and leave nothing behind. */
final class RedirectTest {

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Balancer<URI> orders = cluster.orders(a, b);
  private final OkHttpClient client = cluster.wrap(orders);

  @ParameterizedTest
  @CsvSource({
    "/next?x=%20#there, http://orders/next?x=%20#there",
    "http://orders/next, http://orders/next",
    "http://ORDERS:80/next?x=1, http://orders/next?x=1",
    "http://orders//next, http://orders//next"
  })
  void aRedirectToTheServiceStaysOnTheEndpoint(String location, String url) throws IOException {
    redirect(a, location);

    try (Response response = client.newCall(Cluster.get("http://orders/first")).execute()) {
      assertThat(response.body().string()).isEqualTo("a");
      assertThat(response.request().url()).hasToString(url);
      assertThat(response.request().header("Host")).isNull();
    }
    assertThat(a.requests()).extracting(r -> r.getHeaders().get("Host")).containsOnly("orders");
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @Test
  void aRedirectThatIsNotFollowedIsShownAsItCame() throws IOException {
    OkHttpClient staying = client.newBuilder().followRedirects(false).build();
    redirect(a, "http://orders/next");

    try (Response response = staying.newCall(Cluster.get("http://orders/first")).execute()) {
      assertThat(response.headers("Location")).containsExactly("http://orders/next");
    }
  }

  @Test
  void aRedirectElsewhereCarriesNeitherCookieNorAuthorizationNorHost() throws IOException {
    Backend elsewhere = cluster.backend("elsewhere");
    redirect(a, elsewhere.uri() + "/next");
    Request request =
        Cluster.get("http://orders/first")
            .newBuilder()
            .header("Cookie", "session=1")
            .header("Authorization", "Bearer 1")
            .build();

    try (Response response = client.newCall(request).execute()) {
      assertThat(response.body().string()).isEqualTo("elsewhere");
      assertThat(response.request().url()).hasToString(elsewhere.uri() + "/next");
      assertThat(response.request().tag(Attempt.class)).isNull();
    }
    Headers own = a.requests().get(0).getHeaders();
    assertThat(own.get("Cookie")).isEqualTo("session=1");
    Headers sent = elsewhere.requests().get(0).getHeaders();
    assertThat(sent.get("Cookie")).isNull();
    assertThat(sent.get("Authorization")).isNull();
    assertThat(sent.get("Host")).isEqualTo("127.0.0.1:" + elsewhere.port());
    assertIdle(orders);
  }

  @Test
  void aRedirectToAnotherSchemeAndPortOfTheServiceStaysOnTheMachine() throws IOException {
    Tls tls = new Tls("orders");
    Backend secure =
        cluster.secureBackendAt("secure", "127.0.0.1", 0, tls.server().sslSocketFactory());
    redirect(a, "https://orders:" + secure.port() + "/next");

    assertThat(get(cluster.wrap(tls.client(), orders), "http://orders/first")).isEqualTo("secure");
    assertThat(endpoint(orders, "a").counts()).isEqualTo(new OutcomeCounts(1, 0, 0, 0, 0, 0, 0));
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @Test
  void whatFailsElsewhereIsNotTheEndpointsFaultAndNotRetried() {
    redirect(a, cluster.refusing("gone").target() + "/next");

    assertThatThrownBy(() -> get(client, "http://orders/first")).isInstanceOf(IOException.class);

    assertThat(endpoint(orders, "a").counts()).isEqualTo(new OutcomeCounts(1, 0, 0, 0, 0, 0, 0));
    assertThat(b.requests()).isEmpty();
    assertIdle(orders);
  }

  @Test
  void anEndlessRedirectIsTheCallersToSee() {
    redirect(a, "http://orders/next");
    a.answer(location("http://orders/next"));

    assertThatThrownBy(() -> body(client, Cluster.get("http://orders/")))
        .hasMessageContaining("Too many follow-up requests");
    assertIdle(orders);
  }

  /** Redirects requests for /first, answers all others. */
  private static void redirect(Backend backend, String location) {
    backend.behave(
        request ->
            request.getTarget().equals("/first") ? location(location) : Backend.ok(backend.name()));
  }

  private static MockResponse location(String location) {
    return new MockResponse.Builder().code(302).addHeader("Location", location).build();
  }
}

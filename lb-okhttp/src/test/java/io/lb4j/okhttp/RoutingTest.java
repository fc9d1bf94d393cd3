package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static io.lb4j.okhttp.Cluster.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.request.SelectionContext;
import io.lb4j.route.Mirror;
import io.lb4j.route.MirrorPolicy;
import io.lb4j.route.NoRouteException;
import io.lb4j.route.Router;
import io.lb4j.route.RouterBuilder;
import io.lb4j.route.Split;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls go where a router sends them: to pools, variants and their shadows. */
final class RoutingTest {

  private static final MirrorPolicy ALL = MirrorPolicy.defaults().withPercent(100);

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend old = cluster.backend("old");
  private final Backend fresh = cluster.backend("fresh");
  private final Backend web = cluster.backend("web");
  private final Balancer<URI> v1 = pool("cart v1", old);
  private final Balancer<URI> v2 = pool("cart v2", fresh);
  private final Balancer<URI> rest = pool("web", web);
  private final Split<Balancer<URI>> cart =
      Split.<Balancer<URI>>builder("cart").variant("v1", v1, 1).variant("v2", v2, 0).build();

  private Balancer<URI> pool(String name, Backend... backends) {
    return cluster.add(
        Balancer.<URI>builder(name)
            .endpoints(Arrays.stream(backends).map(Backend::endpoint).toList())
            .build());
  }

  private OkHttpClient client(RouterBuilder<Request, Upstream> router) {
    // Nothing ends by itself, so what has to be cut off is.
    OkHttpClient endless = new OkHttpClient.Builder().readTimeout(Duration.ZERO).build();
    OkHttpClient client = LoadBalancing.wrap(endless, router.build());
    cluster.add(
        () -> {
          client.dispatcher().executorService().shutdown();
          client.connectionPool().evictAll();
        });
    return client;
  }

  private static RouterBuilder<Request, Upstream> cartTo(Upstream upstream) {
    return LoadBalancing.router().rule("cart").pathPrefix("/cart").to(upstream);
  }

  @Test
  void rulesChooseThePoolAndTheUrlStaysAsItWasWritten() throws IOException {
    OkHttpClient client =
        client(
            LoadBalancing.router()
                .rule("beta")
                .host("shop.example")
                .query("beta")
                .cookie("tester", "1")
                .to(Upstream.to(v2))
                .rule("cart")
                .host("shop.example")
                .pathPrefix("/cart")
                .to(Upstream.to(v1))
                .otherwise(Upstream.to(rest)));
    Request beta =
        get("http://shop.example/cart?beta").newBuilder().header("Cookie", "tester=1").build();

    assertThat(Cluster.body(client, beta)).isEqualTo("fresh");
    assertThat(get(client, "http://shop.example/cart/7?x=1")).isEqualTo("old");
    assertThat(get(client, "http://shop.example/carts")).isEqualTo("web");
    try (Response response = client.newCall(get("http://elsewhere.example/")).execute()) {
      assertThat(response.request().url()).hasToString("http://elsewhere.example/");
    }

    assertThat(old.requests().get(0).getHeaders().get("Host")).isEqualTo("shop.example");
    assertThat(old.requests().get(0).getTarget()).isEqualTo("/cart/7?x=1");
    assertIdle(v1);
    assertIdle(v2);
  }

  @Test
  void aCallWithoutARouteFailsWithAnIoException() throws Exception {
    Router<Request, Upstream> router = cartTo(Upstream.to(v1)).build();
    BalancedCallFactory factory = LoadBalancing.callFactory(new OkHttpClient(), router);

    assertThatThrownBy(() -> factory.newCall(get("http://shop.example/pay")).execute())
        .isInstanceOf(UnroutedCallException.class)
        .hasCauseInstanceOf(NoRouteException.class)
        .hasMessageStartingWith("no route for GET shop.example/pay");
    FutureCallback callback = new FutureCallback();
    factory.newCall(get("http://shop.example/cart//x")).enqueue(callback);
    assertThatThrownBy(callback::await)
        .isInstanceOf(UnroutedCallException.class)
        .hasMessageContaining("an empty segment");
    assertThat(enqueued(factory, "http://shop.example/cart/x")).isEqualTo("old");
  }

  private static String enqueued(Call.Factory factory, String url) throws Exception {
    return enqueued(factory.newCall(get(url)));
  }

  private static String enqueued(Call call) throws Exception {
    FutureCallback callback = new FutureCallback();
    call.enqueue(callback);
    try (Response response = callback.response()) {
      return response.body().string();
    }
  }

  @Test
  void keysStickToTheirVariantAndHeadersForceOne() throws IOException {
    OkHttpClient client =
        client(
            cartTo(
                Upstream.to(cart)
                    .keyedBy(request -> request.header("X-User"))
                    .forcedBy("X-Variant")));
    Request forced = get("http://shop/cart").newBuilder().header("X-Variant", "v2").build();
    Request user = get("http://shop/cart").newBuilder().header("X-User", "ann").build();

    assertThat(Cluster.body(client, forced)).isEqualTo("fresh");
    assertThat(Cluster.body(client, user)).isEqualTo("old");
    cart.weights(Map.of("v1", 50.0, "v2", 50.0));
    String expected =
        cart.pick(SelectionContext.forKey("ann")).name().equals("v2") ? "fresh" : "old";
    for (int i = 0; i < 10; i++) {
      assertThat(Cluster.body(client, user)).isEqualTo(expected);
    }
  }

  @Test
  void everyAttemptIsReportedToItsVariantAndRetriesStayWithIt() throws Exception {
    Backend alsoOld = cluster.backend("also old");
    Balancer<URI> pool = pool("two", old, alsoOld);
    Split<Balancer<URI>> split =
        Split.<Balancer<URI>>builder("s").variant("v1", pool, 1).variant("v2", v2, 0).build();
    OkHttpClient client = client(cartTo(Upstream.to(split)));
    old.answer(Backend.status(500));
    alsoOld.answer(Backend.status(500));

    assertThat(get(client, "http://shop/cart")).isEqualTo("status 500");

    assertThat(split.variants().get(0).figures().failures()).isGreaterThan(1);
    assertThat(fresh.requests()).isEmpty();
    old.answer(Backend.ok("old"));
    alsoOld.answer(Backend.ok("old"));
    BalancedCallFactory factory =
        LoadBalancing.callFactory(new OkHttpClient(), cartTo(Upstream.to(split)).build());
    long before = split.variants().get(0).figures().requests();
    assertThat(enqueued(factory, "http://shop/cart")).isEqualTo("old");
    assertThat(split.variants().get(0).figures().requests()).isEqualTo(before + 1);
    pool.clear();
    assertThatThrownBy(() -> get(client, "http://shop/cart"))
        .isInstanceOf(NoEndpointException.class);
    assertThat(split.variants().get(0).figures().requests()).isEqualTo(before + 2);
  }

  @Test
  void copiesGoToTheShadowAndTheirAnswersNowhere() throws Exception {
    Mirror mirror = Mirror.of(ALL);
    fresh.answer(Backend.status(500).newBuilder().addHeader("Set-Cookie", "a=shadow").build());
    Upstream mirrored = Upstream.to(v1).mirroredTo(v2, mirror);
    OkHttpClient client = client(cartTo(mirrored));
    BalancedCallFactory factory =
        LoadBalancing.callFactory(new OkHttpClient(), cartTo(mirrored).build());
    Request request =
        post("http://shop/cart", "two shoes").newBuilder().header("X-User", "ann").build();

    assertThat(Cluster.body(client, request)).isEqualTo("old");
    assertThat(enqueued(factory, "http://shop/cart/1")).isEqualTo("old");

    Await.until("copies have ended", () -> mirror.stats().succeeded() == 2);
    assertThat(fresh.requests()).hasSize(2);
    var copy = fresh.requests().get(0);
    assertThat(copy.getMethod()).isEqualTo("POST");
    assertThat(copy.getBody().utf8()).isEqualTo("two shoes");
    assertThat(copy.getHeaders().get(MirrorPolicy.HEADER)).isEqualTo("true");
    assertThat(copy.getHeaders().get("X-User")).isEqualTo("ann");
    assertThat(old.requests()).allMatch(r -> r.getHeaders().get(MirrorPolicy.HEADER) == null);
    assertIdle(v2);
  }

  @Test
  void aShadowNeedsNoSessionsAlthoughThePoolLearnsThem() throws Exception {
    Balancer<URI> sticky =
        cluster.add(
            Balancer.<URI>builder("sticky")
                .endpoints(List.of(old.endpoint()))
                .affinity(SessionAffinity.inMemory())
                .build());
    LoadBalancingOptions learning =
        LoadBalancingOptions.defaults().withAffinityKey(AffinityKey.learnedFrom("JSESSIONID"));
    Router<Request, Upstream> router =
        cartTo(Upstream.to(sticky).mirroredTo(rest, Mirror.of(ALL))).build();
    OkHttpClient client = LoadBalancing.wrap(new OkHttpClient(), learning, router);

    assertThat(get(client, "http://shop.example/cart")).isEqualTo("old");
    Await.until("the copy has come", () -> web.requests().size() == 1);
  }

  @Test
  void aCloneGoesWhereCallsGoByThen() throws Exception {
    BalancedCallFactory factory =
        LoadBalancing.callFactory(new OkHttpClient(), cartTo(Upstream.to(cart)).build());
    Call first = factory.newCall(get("http://shop.example/cart"));
    assertThat(enqueued(first)).isEqualTo("old");

    cart.weights(Map.of("v1", 0.0, "v2", 1.0));
    assertThat(enqueued(first.clone())).isEqualTo("fresh");
  }

  @Test
  void aShadowThatHangsDelaysNobodyAndIsCutOff() throws Exception {
    Mirror mirror = Mirror.of(new MirrorPolicy(100, 2, Duration.ofMillis(300)));
    fresh.answer(Backend.silence());
    OkHttpClient client = client(cartTo(Upstream.to(v1).mirroredTo(v2, mirror)));

    for (int i = 0; i < 5; i++) {
      assertThat(get(client, "http://shop/cart")).isEqualTo("old");
    }

    Await.until("copies are cut off", () -> mirror.stats().inFlight() == 0);
    assertThat(mirror.stats().timedOut()).isPositive();
    assertThat(mirror.stats().sent() + mirror.stats().dropped()).isEqualTo(5);
    assertIdle(v2);
  }

  @Test
  void bodiesThatCanBeSentOnceAreNotCopied() throws Exception {
    Mirror mirror = Mirror.of(ALL);
    OkHttpClient client = client(cartTo(Upstream.to(v1).mirroredTo(v2, mirror)));
    Request once =
        new Request.Builder().url("http://shop/cart").post(new OneShotBody("once")).build();

    assertThat(Cluster.body(client, once)).isEqualTo("old");

    assertThat(mirror.stats().sent()).isZero();
  }

  @Test
  void whatOnlySplitsHaveIsRefusedForABalancer() {
    assertThatThrownBy(() -> Upstream.to(v1).forcedBy("X-Variant"))
        .hasMessage("forcedBy is for a split; this goes to one balancer");
  }
}

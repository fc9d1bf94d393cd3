package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.Balancer;
import io.lb4j.HotKeys;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.affinity.SessionStats;
import io.lb4j.affinity.SessionStore;
import io.lb4j.request.SelectionContext;
import io.lb4j.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions of HTTP calls, with real servers that keep them. */
final class StickySessionTest {

  private static final String URL = "http://orders/";

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = keepsSessions(cluster.backend("a"));
  private final Backend b = keepsSessions(cluster.backend("b"));
  private final Backend c = keepsSessions(cluster.backend("c"));
  private final Balancer<URI> orders =
      cluster.add(
          cluster
              .ordersBuilder(a, b, c)
              .affinity(SessionAffinity.inMemory())
              .hotKeys(new HotKeys(1, 100))
              .build());

  /** A server that begins a session where a request has none that it knows, and says which. */
  private static Backend keepsSessions(Backend backend) {
    Set<String> known = ConcurrentHashMap.newKeySet();
    backend.behave(request -> answer(backend, known, request));
    return backend;
  }

  private static MockResponse answer(Backend backend, Set<String> known, RecordedRequest request) {
    String cookie = request.getHeaders().get("Cookie");
    String path = request.getUrl().encodedPath();
    if (cookie != null && known.stream().anyMatch(cookie::contains)) {
      return Backend.ok("known to " + backend.name());
    }
    if (path.equals("/plain")) {
      return Backend.ok(backend.name());
    }
    String id = backend.name() + known.size();
    known.add(id);
    MockResponse.Builder answer =
        new MockResponse.Builder()
            .addHeader("Set-Cookie", "theme=dark")
            .addHeader("Set-Cookie", "JSESSIONID=" + id + "; Path=/; HttpOnly");
    return path.equals("/login")
        ? answer.code(302).addHeader("Location", "/home").build()
        : answer.body("new on " + backend.name()).build();
  }

  /** As users have one. */
  private static final class Jar implements CookieJar {
    private final List<Cookie> cookies = new ArrayList<>();

    @Override
    public synchronized List<Cookie> loadForRequest(HttpUrl url) {
      return cookies.stream().filter(cookie -> cookie.matches(url)).toList();
    }

    @Override
    public synchronized void saveFromResponse(HttpUrl url, List<Cookie> received) {
      for (Cookie cookie : received) {
        cookies.removeIf(old -> old.name().equals(cookie.name()));
        cookies.add(cookie);
      }
    }
  }

  private static final LoadBalancingOptions LEARNING =
      LoadBalancingOptions.defaults().withAffinityKey(AffinityKey.learnedFrom("JSESSIONID"));

  private static LoadBalancingOptions by(AffinityKey key) {
    return LoadBalancingOptions.defaults().withAffinityKey(key);
  }

  private OkHttpClient learning(CookieJar jar) {
    return cluster.wrap(new OkHttpClient.Builder().cookieJar(jar).build(), LEARNING, orders);
  }

  private static String whoKnows(OkHttpClient client) throws IOException {
    String answer = Cluster.get(client, URL);
    assertThat(answer).startsWith("known to ");
    return answer.substring("known to ".length());
  }

  private static Request withHeader(String name, String value) {
    return new Request.Builder().url(URL + "plain").header(name, value).build();
  }

  private SessionStats stats() {
    return orders.snapshot().sessions();
  }

  // Learning.

  @Test
  void aSessionStaysWithTheServerThatBeganIt() throws IOException {
    for (int i = 0; i < 6; i++) {
      OkHttpClient browser = learning(new Jar());
      String server = Cluster.get(browser, URL).substring("new on ".length());
      for (int j = 0; j < 5; j++) {
        assertThat(whoKnows(browser)).isEqualTo(server);
      }
    }
    assertThat(List.of(a, b, c)).allSatisfy(server -> assertThat(server.requests()).hasSize(12));
    assertIdle(orders);
  }

  @Test
  void aSessionThatARedirectBeginsIsLearnedToo() throws IOException {
    OkHttpClient browser = learning(new Jar());
    String home = Cluster.get(browser, URL + "login");
    for (int i = 0; i < 5; i++) {
      assertThat(Cluster.get(browser, URL)).isEqualTo(home);
    }
  }

  @Test
  void cookiesWrittenByHandWorkAsThoseOfAJar() throws IOException {
    OkHttpClient client = learning(CookieJar.NO_COOKIES);
    try (Response response = client.newCall(Cluster.get(URL)).execute()) {
      String server = response.body().string().substring("new on ".length());
      String session = response.headers("Set-Cookie").get(1);
      String cookie = "theme=dark; " + session.substring(0, session.indexOf(';')) + "; x";
      for (int i = 0; i < 5; i++) {
        Request request = Cluster.get(URL).newBuilder().header("Cookie", cookie).build();
        assertThat(Cluster.body(client, request)).isEqualTo("known to " + server);
      }
    }
  }

  @Test
  void enqueuedCallsOfAFactoryLearnAndFollow() throws IOException {
    OkHttpClient plain = new OkHttpClient.Builder().cookieJar(new Jar()).build();
    BalancedCallFactory factory = LoadBalancing.callFactory(plain, LEARNING, orders);
    String server = enqueue(factory).substring("new on ".length());
    for (int i = 0; i < 5; i++) {
      assertThat(enqueue(factory)).isEqualTo("known to " + server);
    }
    factory.client().dispatcher().executorService().shutdown();
  }

  private static String enqueue(BalancedCallFactory factory) throws IOException {
    FutureCallback callback = new FutureCallback();
    factory.newCall(Cluster.get(URL)).enqueue(callback);
    try (Response response = callback.await()) {
      return response.body().string();
    }
  }

  @Test
  void whenTheServerLeavesTheSessionBeginsElsewhereAndStaysThere() throws IOException {
    OkHttpClient browser = learning(new Jar());
    Cluster.get(browser, URL);
    String first = whoKnows(browser);
    orders.disable(first);
    String next = Cluster.get(browser, URL).substring("new on ".length());
    orders.enable(first);
    for (int i = 0; i < 5; i++) {
      assertThat(whoKnows(browser)).isEqualTo(next).isNotEqualTo(first);
    }
  }

  @Test
  void aServerThatIsBeingDrainedKeepsItsSessionsAndGetsNoNewOnes() throws IOException {
    OkHttpClient browser = learning(new Jar());
    Cluster.get(browser, URL);
    String server = whoKnows(browser);
    orders.drain(server, Duration.ofMinutes(1));
    for (int i = 0; i < 6; i++) {
      assertThat(whoKnows(browser)).isEqualTo(server);
      assertThat(Cluster.get(learning(new Jar()), URL)).isNotEqualTo("new on " + server);
    }
  }

  @Test
  void sessionsGoOnOverTheConnectionsThatTheyHave() throws IOException {
    OkHttpClient browser = learning(new Jar());
    Cluster.get(browser, URL);
    String server = whoKnows(browser);
    orders.drain(server, Duration.ofMinutes(1));
    // Each listener has a queue of its own, so that this one has heard says nothing of the other's.
    for (int i = 0; i < 100; i++) {
      assertThat(whoKnows(browser)).isEqualTo(server);
    }

    Backend drained =
        Stream.of(a, b, c).filter(it -> it.name().equals(server)).findFirst().orElseThrow();
    assertThat(drained.requests())
        .extracting(RecordedRequest::getConnectionIndex)
        .containsOnly(drained.requests().get(0).getConnectionIndex());
  }

  @Test
  void theStoreSeesNoValueOfACookie() throws IOException {
    OkHttpClient browser = learning(new Jar());
    Cluster.get(browser, URL);
    String server = whoKnows(browser);
    assertThat(orders.hotKeys())
        .isNotEmpty()
        .allSatisfy(hot -> assertThat(hot.key()).matches("[0-9a-f]{32}"));
    assertThat(server).isNotEmpty();
  }

  @Test
  void aCookieThatIsDeletedOrEndlessBeginsNoSession() throws IOException {
    OkHttpClient client = learning(CookieJar.NO_COOKIES);
    for (String cookie :
        List.of("JSESSIONID=; Max-Age=0", "JSESSIONID=" + "x".repeat(5000), "JSESSIONID", "=x")) {
      for (Backend server : List.of(a, b, c)) {
        server.answer(new MockResponse.Builder().addHeader("Set-Cookie", cookie).build());
      }
      Cluster.get(client, URL);
    }
    assertThat(stats().active()).isZero();
  }

  @Test
  void nothingIsLearnedFromServersElsewhere() throws IOException {
    Backend elsewhere = keepsSessions(cluster.backend("elsewhere"));
    for (Backend server : List.of(a, b, c)) {
      server.answer(
          Backend.status(302).newBuilder().addHeader("Location", elsewhere.uri() + "/x").build());
    }
    assertThat(Cluster.get(learning(new Jar()), URL)).isEqualTo("new on elsewhere");
    assertThat(stats().active()).isZero();
  }

  @Test
  void learningNeedsABalancerThatKeepsSessions() {
    Balancer<URI> forgetful = cluster.orders(a);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancing.wrap(new OkHttpClient(), LEARNING, forgetful))
        .withMessage(
            "balancer orders keeps no sessions, so there is nowhere to put learned ones; build it"
                + " with affinity(SessionAffinity.inMemory())");
  }

  // Keys that the caller has.

  private void assertSticky(LoadBalancingOptions options, Request request) throws IOException {
    OkHttpClient client = cluster.wrap(new OkHttpClient(), options, orders);
    String first = Cluster.body(client, request);
    for (int i = 0; i < 5; i++) {
      assertThat(Cluster.body(client, request)).isEqualTo(first);
    }
    assertThat(stats().active()).isEqualTo(1);
  }

  @Test
  void aHeaderNamesTheSession() throws IOException {
    assertSticky(by(AffinityKey.ofHeader("X-Tenant")), withHeader("x-tenant", "acme"));
  }

  @Test
  void aCookieNamesTheSession() throws IOException {
    assertSticky(by(AffinityKey.ofCookie("user")), withHeader("Cookie", "a=b; user=\"7\""));
  }

  @Test
  void aTagNamesTheSession() throws IOException {
    assertSticky(
        by(AffinityKey.ofTag(Duration.class)),
        Cluster.get(URL + "plain").newBuilder().tag(Duration.class, Duration.ofDays(1)).build());
  }

  @Test
  void aFunctionNamesTheSession() throws IOException {
    assertSticky(
        by(AffinityKey.of(request -> request.url().encodedPath())), Cluster.get(URL + "plain"));
  }

  @Test
  void longKeysAreHashed() throws IOException {
    assertSticky(by(AffinityKey.ofHeader("X")), withHeader("X", "x".repeat(3000)));
    assertThat(orders.hotKeys().get(0).key()).hasSize(32);
  }

  @Test
  void whereTheRequestHasNoKeyThePolicyPicks() throws IOException {
    OkHttpClient client =
        cluster.wrap(new OkHttpClient(), by(AffinityKey.ofHeader("X-Tenant")), orders);
    Set<String> servers = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      servers.add(Cluster.body(client, withHeader("X-Tenant", "")));
    }
    assertThat(servers).hasSize(3);
    assertThat(stats()).isEqualTo(new SessionStats(0, 0, 0, 0, 0));
  }

  @Test
  void aKeyOfTheRequestsOwnContextStands() throws IOException {
    Request request =
        withHeader("X", "by header")
            .newBuilder()
            .tag(SelectionContext.class, SelectionContext.forKey("by tag"))
            .build();
    assertSticky(by(AffinityKey.ofHeader("X")), request);
    assertThat(orders.sessions().endpointOf("by tag")).isNotNull();
    assertThat(orders.sessions().endpointOf("by header")).isNull();
  }

  @Test
  void aFunctionThatThrowsGivesNoKey() throws IOException {
    OkHttpClient client =
        cluster.wrap(
            new OkHttpClient(),
            by(
                AffinityKey.of(
                    request -> {
                      throw new IllegalStateException("a mistake");
                    })),
            orders);
    assertThat(Cluster.get(client, URL + "plain")).isIn("a", "b", "c");
  }

  @Test
  void aRetryTakesTheSessionToWhoAnswered() throws IOException {
    OkHttpClient client =
        cluster.wrap(new OkHttpClient(), by(AffinityKey.ofHeader("X-Tenant")), orders);
    Request request = withHeader("X-Tenant", "acme");
    orders.sessions().learn("acme", "b");
    b.answer(Backend.status(503));
    String answered = Cluster.body(client, request);
    assertThat(answered).isIn("a", "c");
    keepsSessions(b);
    assertThat(Cluster.body(client, request)).isEqualTo(answered);
  }

  @Test
  void refusesNamesThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AffinityKey.ofHeader("a:b"))
        .withMessageContaining("a:b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AffinityKey.ofCookie("a=b"))
        .withMessageContaining("cookie name is \"a=b\"");
    assertThatIllegalArgumentException()
        .isThrownBy(AffinityKey::learnedFrom)
        .withMessageContaining("name at least one");
  }

  // Sessions that other processes have begun.

  private static final class SharedStore implements SessionStore {
    private final SessionStore local =
        SessionStore.inMemory(100, Duration.ofMinutes(1), Ticker.system());
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private volatile boolean asked;

    @Override
    public @Nullable String get(String key) {
      return local.get(key);
    }

    @Override
    public String pin(String key, String endpointId) {
      return local.pin(key, endpointId);
    }

    @Override
    public boolean move(String key, String fromId, String toId) {
      return local.move(key, fromId, toId);
    }

    @Override
    public void remove(String key, String fromId) {
      local.remove(key, fromId);
    }

    @Override
    public CompletionStage<String> resolve(String key) {
      asked = true;
      return answer.thenApply(id -> local.pin(key, id));
    }

    @Override
    public SessionStats stats() {
      return local.stats();
    }

    @Override
    public void close() {
      local.close();
    }
  }

  private final SharedStore shared = new SharedStore();

  private Balancer<URI> sharing(Duration limit) {
    return cluster.add(
        cluster
            .ordersBuilder(a, b, c)
            .affinity(SessionAffinity.in(shared).withResolveLimit(limit))
            .build());
  }

  private static final Request ACME = withHeader("X-Tenant", "acme");
  private static final LoadBalancingOptions BY_TENANT = by(AffinityKey.ofHeader("X-Tenant"));

  @Test
  void aCallWaitsForTheAnswer() throws IOException {
    Balancer<URI> both = sharing(Duration.ofMinutes(1));
    OkHttpClient client = cluster.wrap(new OkHttpClient(), BY_TENANT, both);
    FutureCallback callback = new FutureCallback();
    client.newCall(ACME).enqueue(callback);
    Await.until("the store is asked", () -> shared.asked);
    shared.answer.complete("c");
    try (Response response = callback.await()) {
      assertThat(response.body().string()).isEqualTo("c");
    }
  }

  @Test
  void anEnqueuedCallOfAFactoryWaitsForTheAnswerWithoutAThread() throws IOException {
    BalancedCallFactory factory =
        LoadBalancing.callFactory(new OkHttpClient(), BY_TENANT, sharing(Duration.ofMinutes(1)));
    FutureCallback callback = new FutureCallback();
    factory.newCall(ACME).enqueue(callback);
    assertThat(shared.asked).isTrue();
    assertThat(factory.client().dispatcher().runningCallsCount()).isZero();
    shared.answer.complete("c");
    try (Response response = callback.await()) {
      assertThat(response.body().string()).isEqualTo("c");
    }
    factory.client().dispatcher().executorService().shutdown();
  }

  @Test
  void anAnswerThatDoesNotComeIsAMiss() throws IOException {
    OkHttpClient client =
        cluster.wrap(new OkHttpClient(), BY_TENANT, sharing(Duration.ofMillis(5)));
    assertThat(Cluster.body(client, ACME)).isIn("a", "b", "c");
  }

  @Test
  void aCallThatIsCancelledWhileItWaitsEndsAtOnce() {
    Balancer<URI> both = sharing(Duration.ofMinutes(1));
    OkHttpClient client = cluster.wrap(new OkHttpClient(), BY_TENANT, both);
    BalancedCallFactory factory = LoadBalancing.callFactory(new OkHttpClient(), BY_TENANT, both);
    for (Call call : List.of(client.newCall(ACME), factory.newCall(ACME))) {
      shared.asked = false;
      FutureCallback callback = new FutureCallback();
      call.enqueue(callback);
      Await.until("the store is asked", () -> shared.asked);
      call.cancel();
      assertThatThrownBy(callback::await).isInstanceOf(IOException.class).hasMessage("Canceled");
    }
    factory.client().dispatcher().executorService().shutdown();
    shared.answer.complete("c");
    assertIdle(both);
  }
}

package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers of grpc-java are asked how they are, and servers that only pretend to speak gRPC. */
final class GrpcHealthProbeTest {

  private static final String SERVICE = "shop.Orders";
  private static final ByteString SERVING = ByteString.decodeHex("00000000020801");

  @RegisterExtension final Cluster cluster = new Cluster();

  private final HealthStatusManager health = new HealthStatusManager();

  private static GrpcHealthProbe.Builder probe() {
    return GrpcHealthProbe.builder(new OkHttpClient(), "orders");
  }

  private static CheckResult check(HealthProbe<URI> probe, Endpoint<URI> endpoint)
      throws Exception {
    return probe.check(endpoint).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aServerThatServesPassesAndOneThatDoesNotFails() throws Exception {
    GrpcBackend a = cluster.add(GrpcBackend.plaintext(health.getHealthService()));
    GrpcHealthProbe probe = probe().build();

    assertThat(check(probe, a.endpoint())).isEqualTo(CheckResult.passed());
    health.enterTerminalState();
    assertThat(check(probe, a.endpoint()))
        .isEqualTo(CheckResult.failed("the server is NOT_SERVING"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ServingStatus.class,
      names = {"SERVING", "UNRECOGNIZED"},
      mode = EnumSource.Mode.EXCLUDE)
  void aServiceThatIsNotServingFailsByItsState(ServingStatus status) throws Exception {
    GrpcBackend a = cluster.add(GrpcBackend.plaintext(health.getHealthService()));
    health.setStatus(SERVICE, status);
    assertThat(check(probe().service(SERVICE).build(), a.endpoint()))
        .isEqualTo(CheckResult.failed("service shop.Orders is " + status));
  }

  @Test
  void eachServiceIsAskedForByItsName() throws Exception {
    GrpcBackend a = cluster.add(GrpcBackend.plaintext(health.getHealthService()));
    String longName = "shop." + "Orders".repeat(40);
    health.setStatus(SERVICE, ServingStatus.NOT_SERVING);
    health.setStatus(longName, ServingStatus.SERVING);

    assertThat(check(probe().service(longName).build(), a.endpoint()))
        .isEqualTo(CheckResult.passed());
    assertThat(check(probe().service("shop.Other").build(), a.endpoint()))
        .isEqualTo(CheckResult.failed("the server does not know service shop.Other"));
  }

  @Test
  void aServerWithoutTheHealthServiceSaysSo() throws Exception {
    GrpcBackend a = cluster.add(GrpcBackend.plaintext());
    assertThat(check(probe().build(), a.endpoint()).reason())
        .isEqualTo("the server has no health service: grpc.health.v1.Health is missing");
  }

  @Test
  void anErrorFailsWithItsStatusAndWhatTheServerSays() throws Exception {
    HealthGrpc.HealthImplBase failing =
        new HealthGrpc.HealthImplBase() {
          @Override
          public void check(
              HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
            answer.onError(Status.UNAVAILABLE.withDescription("no\ndatabase").asException());
          }
        };
    GrpcBackend a = cluster.add(GrpcBackend.plaintext(failing));
    assertThat(check(probe().build(), a.endpoint()))
        .isEqualTo(CheckResult.failed("gRPC status \"14\": \"no%0Adatabase\""));
  }

  @Test
  void tlsIsCheckedForTheNameOfTheService() throws Exception {
    Tls tls = new Tls("orders");
    GrpcBackend a =
        cluster.add(GrpcBackend.secure(tls.grpcCredentials(), health.getHealthService()));

    assertThat(check(GrpcHealthProbe.builder(tls.client(), "orders").build(), a.endpoint()))
        .isEqualTo(CheckResult.passed());
    assertThatThrownBy(
            () -> check(GrpcHealthProbe.builder(tls.client(), "others").build(), a.endpoint()))
        .hasMessageContaining("others");
  }

  @Test
  void theAuthorityAndMetadataArrive() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    ServerInterceptor watch =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String token =
                headers.get(Metadata.Key.of("x-token", Metadata.ASCII_STRING_MARSHALLER));
            seen.complete(call.getAuthority() + " " + token);
            return next.startCall(call, headers);
          }
        };
    GrpcBackend a =
        cluster.add(
            GrpcBackend.plaintext(
                () -> ServerInterceptors.intercept(health.getHealthService(), watch)));
    GrpcHealthProbe probe =
        probe().host("health.orders:81").header("x-token", "t").port(a.port()).build();

    assertThat(check(probe, cluster.refusing("a"))).isEqualTo(CheckResult.passed());
    assertThat(seen).isCompletedWithValue("health.orders:81 t");
  }

  private Backend pretender(MockResponse response) {
    Backend a = cluster.backend("a");
    a.server().setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    a.answer(response);
    return a;
  }

  private static MockResponse.Builder grpc(ByteString body) {
    return new MockResponse.Builder()
        .addHeader("content-type", "application/grpc+proto")
        .body(new Buffer().write(body))
        .trailers(Headers.of("grpc-status", "0"));
  }

  private static MockResponse grpcHex(String hex) {
    return grpc(ByteString.decodeHex(hex)).build();
  }

  @Test
  void fieldsThatAreNotKnownAreSkipped() throws Exception {
    // Field 2: 7; field 3: "x"; field 1: 1.
    Backend a = pretender(grpcHex("0000000007" + "1007" + "1a0178" + "0801"));
    assertThat(check(probe().build(), a.endpoint())).isEqualTo(CheckResult.passed());
    // Some servers refuse calls that do not say so.
    assertThat(a.requests().get(0).getHeaders().get("te")).isEqualTo("trailers");
  }

  @Test
  void anEmptyMessageIsTheDefaultAndAnUnheardOfStateFails() throws Exception {
    assertThat(check(probe().build(), pretender(grpcHex("0000000000")).endpoint()).reason())
        .isEqualTo("the server is UNKNOWN");
    assertThat(check(probe().build(), pretender(grpcHex("00000000020809")).endpoint()).reason())
        .isEqualTo("the server is in state 9, which is not known here");
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(Backend.status(503), "status 503; a gRPC server answers 200"),
        Arguments.of(Backend.ok("fine"), "the content is \"\"; a gRPC server's is"),
        Arguments.of(grpc(SERVING).trailers(Headers.of()).build(), "the answer has no grpc-status"),
        Arguments.of(
            grpc(SERVING).trailers(Headers.of("grpc-status", "x".repeat(99))).build(),
            "gRPC status \"" + "x".repeat(40) + "…\": \"\""));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whoDoesNotSpeakGrpcFails(MockResponse response, String why) throws Exception {
    CheckResult result = check(probe().build(), pretender(response).endpoint());
    assertThat(result.kind()).isEqualTo(CheckResult.Kind.FAILED);
    assertThat(result.reason()).startsWith(why);
  }

  static Stream<Arguments> malformedAnswers() {
    return Stream.of(
        Arguments.of(grpcHex(""), "the answer has no message"),
        Arguments.of(grpcHex("000000"), "the answer is cut off"),
        Arguments.of(grpcHex("000000000208"), "1 bytes follow where 2 were announced"),
        Arguments.of(grpcHex("00ffffffff0801"), "where 4294967295 were announced"),
        Arguments.of(
            grpcHex("00000000020801" + "00000000020802"), "9 bytes follow where 2 were announced"),
        Arguments.of(grpcHex("01000000020801"), "the answer is compressed"),
        Arguments.of(grpcHex("000000000108"), "the protocol buffer is cut off"),
        Arguments.of(grpcHex("00000000020f01"), "a field of type 7"),
        Arguments.of(grpc(ByteString.of(new byte[1_000_000])).build(), "longer than 8192 bytes"),
        Arguments.of(
            grpc(SERVING).onResponseBody(new SocketEffect.CloseStream(2)).build(),
            "stream was reset"));
  }

  @ParameterizedTest
  @MethodSource("malformedAnswers")
  void anAnswerThatIsNoneFailsTheCheck(MockResponse response, String why) {
    Backend a = pretender(response);
    assertThatThrownBy(() -> check(probe().build(), a.endpoint()))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whoSpeaksNoHttp2Fails() throws Exception {
    Tls tls = new Tls("orders");
    Backend a = cluster.secureBackendAt("a", "127.0.0.1", 0, tls.server().sslSocketFactory());
    a.server().setProtocols(List.of(Protocol.HTTP_1_1));
    assertThat(
            check(GrpcHealthProbe.builder(tls.client(), "orders").build(), a.endpoint()).reason())
        .isEqualTo("it speaks http/1.1; gRPC needs HTTP/2");
  }

  @Test
  void theNextCheckAfterOneThatHungConnectsAnew() throws Exception {
    Backend a = pretender(grpc(SERVING).build());
    GrpcHealthProbe probe = GrpcHealthProbe.builder(new OkHttpClient(), "vanished").build();
    check(probe, a.endpoint());
    check(probe, a.endpoint());
    assertThat(a.connections()).isEqualTo(1);

    // Over HTTP/2 the server looks here, and not at its answer, for whether to give one.
    a.beforeRequest(Backend.silence().newBuilder());
    CompletableFuture<CheckResult> hung = probe.check(a.endpoint()).toCompletableFuture();
    Await.until("the third request", () -> a.requests().size() == 3);
    assertThat(hung).isNotDone();
    hung.cancel(true);
    Await.until("its call has ended", () -> CallThreads.to("vanished") == 0);

    a.beforeRequest(new MockResponse.Builder());
    assertThat(check(probe, a.endpoint())).isEqualTo(CheckResult.passed());
    assertThat(a.connections()).isEqualTo(2);
  }

  @Test
  void aPlaintextServerOfHttp11FailsTheCheck() throws Exception {
    HttpServer old =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    old.start();
    cluster.add(() -> old.stop(0));
    URI uri = URI.create("http://127.0.0.1:" + old.getAddress().getPort());
    assertThatThrownBy(() -> check(probe().build(), Endpoint.of("a", uri)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void misuseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().service("a\nb").build())
        .withMessageContaining("service \"a\\u000ab\" holds the character");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().port(70_000).build())
        .withMessageContaining("port is 70000; it must be 1 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe().header("x", "a\r\nb"))
        .withMessageContaining("header x holds the character \\u000d at index 1");
  }
}

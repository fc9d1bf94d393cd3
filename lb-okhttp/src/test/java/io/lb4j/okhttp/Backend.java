package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/** A real server on loopback that answers with its name, until told otherwise. */
final class Backend implements AutoCloseable {

  /** Servers and connections break on purpose here, and both log stack traces of it. */
  private static final List<Logger> NOISY =
      List.of(
          Logger.getLogger(MockWebServer.class.getName()),
          Logger.getLogger(OkHttpClient.class.getName()));

  static {
    NOISY.forEach(logger -> logger.setLevel(Level.OFF));
  }

  private final String name;
  private final MockWebServer server = new MockWebServer();
  private final PromptSockets sockets = new PromptSockets();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final String scheme;
  private volatile Function<RecordedRequest, MockResponse> behaviour;
  private volatile boolean forgetful;
  private volatile MockResponse beforeRequest = new MockResponse.Builder().build();

  private Backend(String name, @Nullable SSLSocketFactory tls) {
    this.name = name;
    this.scheme = tls == null ? "http" : "https";
    this.behaviour = request -> ok(name);
    server.setServerSocketFactory(sockets);
    if (tls != null) {
      server.useHttps(tls);
    }
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            if (forgetful) {
              forget();
            } else {
              requests.add(request);
            }
            return behaviour.apply(request);
          }

          @Override
          public MockResponse peek() {
            return beforeRequest;
          }
        });
  }

  /** Takes a request out of the server's own records. */
  private void forget() {
    try {
      server.takeRequest(0, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Backend start(String name, String host, int port, @Nullable SSLSocketFactory tls) {
    return start(name, host, port, tls, List.of());
  }

  /** Starts a server that speaks certain protocols, or the usual ones if none are named. */
  static Backend start(
      String name,
      String host,
      int port,
      @Nullable SSLSocketFactory tls,
      List<Protocol> protocols) {
    Backend backend = new Backend(name, tls);
    if (!protocols.isEmpty()) {
      backend.server.setProtocols(protocols);
    }
    try {
      backend.server.start(InetAddress.getByName(host), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return backend;
  }

  static MockResponse ok(String body) {
    return new MockResponse.Builder().body(body).build();
  }

  /** Reads the request, then closes the connection without an answer. */
  static MockResponse breakOff() {
    return new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
  }

  /** Reads the request and never answers. */
  static MockResponse silence() {
    return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
  }

  static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).body("status " + code).build();
  }

  void behave(Function<RecordedRequest, MockResponse> behaviour) {
    this.behaviour = behaviour;
  }

  void answer(MockResponse response) {
    behave(request -> response);
  }

  /** From now on keeps no requests, for tests that make very many. */
  void forgetRequests() {
    forgetful = true;
  }

  /** Sets what happens before a request, or its body, is read. */
  void beforeRequest(MockResponse.Builder manner) {
    this.beforeRequest = manner.build();
  }

  String name() {
    return name;
  }

  int port() {
    return server.getPort();
  }

  String host() {
    String address = server.getSocketAddress().getAddress().getHostAddress();
    return address.indexOf(':') < 0 ? address : "[::1]";
  }

  URI uri() {
    return URI.create(scheme + "://" + host() + ":" + port());
  }

  Endpoint<URI> endpoint() {
    return Endpoint.of(name, uri());
  }

  MockWebServer server() {
    return server;
  }

  List<RecordedRequest> requests() {
    return requests;
  }

  /** How many connections brought a request. */
  long connections() {
    return requests.stream().mapToInt(RecordedRequest::getConnectionIndex).distinct().count();
  }

  /** How many connections are open at this end. */
  long openConnections() {
    return sockets.open();
  }

  @Override
  public void close() {
    server.close();
  }
}

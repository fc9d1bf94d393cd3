package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.okhttp.LoadBalancing;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A GET of a few bytes over a connection that is kept alive, from the call to the end of the body.
 * Both sides spread their calls over three servers: the wrapped client by the default policy, the
 * bare one in turn by URL. Then wrapped clients whose calls are watched.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class OkHttpBenchmark {

  private static final int SERVERS = 3;
  private static final int URLS = 1024;

  private final List<LoopbackServer> servers = new ArrayList<>();
  private final OkHttpClient bareClient = new OkHttpClient();
  private final List<Request> inTurn = new ArrayList<>();
  private final List<Request> manyUrls = new ArrayList<>();
  private int turn;

  @SuppressWarnings("NullAway.Init") // By JMH, which calls start() first.
  private Balancer<URI> balancer;

  @SuppressWarnings("NullAway.Init") // The same.
  private OkHttpClient wrappedClient;

  @SuppressWarnings("NullAway.Init") // The same.
  private WatchedCalls watched;

  @SuppressWarnings("NullAway.Init") // The same.
  private Request logical;

  /** Starts servers and clients; each side runs in a process of its own and uses its half only. */
  @Setup
  public void start() throws IOException {
    List<Endpoint<URI>> endpoints = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      LoopbackServer server = new LoopbackServer();
      servers.add(server);
      endpoints.add(Endpoint.of(server.uri()));
      inTurn.add(new Request.Builder().url(server.uri() + "/greeting").build());
    }
    balancer = Balancer.<URI>builder("greeter").endpoints(endpoints).build();
    wrappedClient = LoadBalancing.wrap(new OkHttpClient(), balancer);
    watched = new WatchedCalls(endpoints);
    logical = new Request.Builder().url("http://greeter/greeting").build();
    for (int i = 0; i < URLS; i++) {
      manyUrls.add(new Request.Builder().url("http://greeter/greetings/" + i).build());
    }
  }

  /** A client as OkHttp makes it. */
  @Benchmark
  public byte[] bare() throws IOException {
    turn = turn == SERVERS - 1 ? 0 : turn + 1;
    return body(bareClient, inTurn.get(turn));
  }

  /** The same client wrapped; all calls have one URL. */
  @Benchmark
  public byte[] wrapped() throws IOException {
    return body(wrappedClient, logical);
  }

  /** Wrapped, and no endpoint is called with one URL twice in a row. */
  @Benchmark
  public byte[] wrappedManyUrls() throws IOException {
    turn = (turn + 1) % URLS;
    return body(wrappedClient, manyUrls.get(turn));
  }

  /** Wrapped, and every call timed for Prometheus. */
  @Benchmark
  public byte[] metered() throws IOException {
    return body(watched.metered(), logical);
  }

  /** Wrapped, and every attempt a span that is sampled, propagated and batched. */
  @Benchmark
  public byte[] traced() throws IOException {
    return body(watched.traced(), logical);
  }

  /** Wrapped, and every call a span by hand: what the SDK takes by itself. */
  @Benchmark
  public byte[] tracedByHand() throws IOException {
    return body(watched.tracedByHand(), logical);
  }

  /** Metered and traced. */
  @Benchmark
  public byte[] meteredAndTraced() throws IOException {
    return body(watched.meteredAndTraced(), logical);
  }

  private static byte[] body(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.body().bytes();
    }
  }

  /** Closes everything. */
  @TearDown
  public void stop() throws IOException {
    balancer.close();
    watched.close();
    for (LoopbackServer server : servers) {
      server.close();
    }
  }
}

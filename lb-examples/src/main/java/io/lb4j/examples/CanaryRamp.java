package io.lb4j.examples;

import static io.lb4j.request.SelectionContext.forKey;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.okhttp.LoadBalancing;
import io.lb4j.okhttp.Upstream;
import io.lb4j.request.SelectionContext;
import io.lb4j.route.Canary;
import io.lb4j.route.CanaryPolicy;
import io.lb4j.route.CanaryStatus;
import io.lb4j.route.CanaryStatus.Phase;
import io.lb4j.route.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A new version gets more and more of the traffic, until it turns out to be slow. */
@Command(
    name = "canary",
    mixinStandardHelpOptions = true,
    header = "A new version is ramped up, turns out to be slow, and is rolled back.",
    description =
        "%nTwo versions of a service behind one route. The new one is as good as the old one at"
            + " 10 %%, and becomes slow when half of the traffic is there.%n")
final class CanaryRamp implements Callable<Integer> {

  private static final int GROUPS = 16;
  private static final int SLOWER = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Short steps for the demonstration; the margin allows for a busy machine. */
  private static final CanaryPolicy POLICY =
      CanaryPolicy.defaults()
          .withSteps(Duration.ofSeconds(2), 10, 50, 100)
          .withMargins(0.01, 4)
          .withMinRequests(200);

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  private final long startNanos = System.nanoTime();
  private final CountDownLatch rolledBack = new CountDownLatch(1);
  private final LongAdder calls = new LongAdder();
  private final LongAdder failed = new LongAdder();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Fleet fleet = Fleet.start(6, Duration.ofMillis(5));
        Balancer<URI> v1 = pool("cart v1", fleet.first(3));
        Balancer<URI> v2 = pool("cart v2", fleet.first(6).subList(3, 6))) {
      Split<Balancer<URI>> cart =
          Split.<Balancer<URI>>builder("cart").variant("v1", v1, 1).variant("v2", v2, 0).build();
      OkHttpClient client =
          LoadBalancing.wrap(
              new OkHttpClient(), LoadBalancing.router().otherwise(Upstream.to(cart)).build());
      try (Canary canary =
          Canary.start(
              cart,
              "v2",
              POLICY,
              status -> {
                out.println(line(status));
                if (status.percent() == 50) {
                  fleet.first(6).subList(3, 6).forEach(server -> server.slowDown(SLOWER));
                } else if (status.phase() == Phase.ROLLED_BACK) {
                  rolledBack.countDown();
                }
              })) {
        for (int i = 0; i < GROUPS; i++) {
          startUsers(client, "users " + i + "-");
        }
        boolean found = rolledBack.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        out.printf("%d calls, %d failed; %s%n", calls.sum(), failed.sum(), canary.status());
        return found ? 0 : 1;
      } finally {
        rolledBack.countDown();
        out.flush();
        client.dispatcher().executorService().shutdown();
      }
    }
  }

  /** Takes the part of one user after the other: each has a key, and with it a version. */
  private void startUsers(OkHttpClient client, String group) {
    Thread users =
        new Thread(
            () -> {
              for (int n = 0; rolledBack.getCount() > 0; n++) {
                call(client, forKey(group + n));
              }
            },
            group);
    users.setDaemon(true);
    users.start();
  }

  private void call(OkHttpClient client, SelectionContext context) {
    Request request =
        new Request.Builder()
            .url("http://shop.example/cart")
            .tag(SelectionContext.class, context)
            .build();
    try (Response response = client.newCall(request).execute()) {
      response.body().bytes();
      failed.add(response.isSuccessful() ? 0 : 1);
    } catch (IOException e) {
      failed.increment();
    }
    calls.increment();
  }

  private static Balancer<URI> pool(String name, List<FakeServer> servers) {
    return Balancer.<URI>builder(name)
        .endpoints(servers.stream().map(FakeServer::uri).map(Endpoint::of).toList())
        .build();
  }

  private String line(CanaryStatus status) {
    return String.format(
        Locale.ROOT,
        "%5.1f s  %-11s %3.0f %%  %s%n           v2: %s%n           v1: %s",
        (System.nanoTime() - startNanos) / 1e9,
        status.phase(),
        status.percent(),
        status.reason(),
        status.canary(),
        status.baseline());
  }
}

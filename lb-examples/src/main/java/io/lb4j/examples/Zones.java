package io.lb4j.examples;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.okhttp.LoadBalancing;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.zone.ZonePolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A client that stays in its zone for as long as that can carry it. */
@Command(
    name = "zones",
    mixinStandardHelpOptions = true,
    header = "Traffic stays in its zone, leaves it as servers die, and comes back.",
    description = "%nFour servers in each of the zones a and b; the client is in a.%n")
final class Zones implements Callable<Integer> {

  private static final int SERVERS = 8;
  private static final int CALLS = 400;
  private static final Duration EJECTION = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Fleet fleet = Fleet.start(SERVERS, Duration.ofMillis(1));
        Balancer<URI> orders =
            Balancer.<URI>builder("orders")
                .endpoints(
                    fleet.first(SERVERS).stream().map(server -> endpoint(fleet, server)).toList())
                .localities(ZonePolicy.preferring("a"))
                // Asks all in turn, so that it is soon known who is down.
                .policy(SelectionPolicies.roundRobin())
                .ejection(EjectionPolicy.defaults().withDurations(EJECTION, EJECTION))
                .slowStart(SlowStart.off())
                .build()) {
      out.println("all are well:      " + calls(orders));
      fleet.get(0).kill();
      fleet.get(1).kill();
      calls(orders);
      out.println("two of a are down: " + calls(orders));
      fleet.get(2).kill();
      fleet.get(3).kill();
      calls(orders);
      out.println("a is down:         " + calls(orders));
      for (int i = 0; i < SERVERS / 2; i++) {
        fleet.get(i).start();
      }
      awaitReturn(orders);
      out.println("a is back:         " + calls(orders));
      out.println();
      out.println(orders.explain(SelectionContext.none()));
    }
    out.flush();
    return 0;
  }

  /** The first half is in zone a, the second in b. */
  private static Endpoint<URI> endpoint(Fleet fleet, FakeServer server) {
    boolean near = fleet.first(SERVERS / 2).contains(server);
    return Endpoint.builder(server.uri().getAuthority(), server.uri())
        .zone(near ? "a" : "b")
        .build();
  }

  /** Makes calls, and tells where they were answered. */
  private static String calls(Balancer<URI> orders) {
    OkHttpClient http = LoadBalancing.wrap(new OkHttpClient(), orders);
    Request request = new Request.Builder().url("http://orders/orders/1").build();
    Map<String, Integer> answered = new TreeMap<>();
    int failed = 0;
    for (int i = 0; i < CALLS; i++) {
      try (Response response = http.newCall(request).execute()) {
        String answer = response.body().string();
        String server = answer.substring(answer.indexOf("from ") + 5).strip();
        answered.merge(zoneOf(server, orders), 1, Integer::sum);
      } catch (IOException e) {
        failed++;
      }
    }
    return "answered in " + answered + (failed == 0 ? ", none failed" : ", " + failed + " failed");
  }

  private static String zoneOf(String server, Balancer<URI> orders) {
    return orders
        .snapshot()
        .endpoint(server)
        .map(seen -> String.valueOf(seen.endpoint().zone()))
        .orElse("?");
  }

  /** An endpoint that was ejected comes back with the first request that it answers. */
  private void awaitReturn(Balancer<URI> orders) throws InterruptedException {
    long startNanos = System.nanoTime();
    while (share(orders) < 1) {
      if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
        throw new IllegalStateException("zone a does not come back");
      }
      Thread.sleep(50);
      calls(orders);
    }
  }

  /** What zone a gets, as the balancer sees it. */
  private static double share(Balancer<URI> orders) {
    return orders.snapshot().priorities().get(0).localities().stream()
        .filter(zone -> zone.name().equals("a"))
        .mapToDouble(LocalitySnapshot::share)
        .sum();
  }
}

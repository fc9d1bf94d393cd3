package io.lb4j.examples;

import io.lb4j.Balancer;
import io.lb4j.config.BalancerSettings;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.okhttp.LoadBalancing;
import io.lb4j.snapshot.SourceSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A client whose endpoints stand in a file, and whose balancer is built from another one. */
@Command(
    name = "discovery",
    mixinStandardHelpOptions = true,
    header = "Endpoints come and go in a file while calls go on.",
    description = "%nThe balancer is built from properties, and reads the file every 200 ms.%n")
final class Discovery implements Callable<Integer> {

  private static final int CALLS = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final OkHttpClient plain = new OkHttpClient();
  private final Request request = new Request.Builder().url("http://orders/orders/1").build();
  private int calls;
  private int failed;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = Files.createTempDirectory("lb4j-discovery-");
    Path endpoints = directory.resolve("endpoints.properties");
    Path application = directory.resolve("application.properties");
    try (Fleet fleet = Fleet.start(4, Duration.ofMillis(1))) {
      replace(endpoints, lines(fleet.first(2)));
      replace(
          application,
          """
          lb.defaults.policy = round-robin
          lb.defaults.slow-start.window = 0s
          lb.clients.orders.source = file:%s?interval=200ms
          lb.clients.orders.await-source = 5s
          """
              .formatted(endpoints));
      out.println(Files.readString(application));
      try (Balancer<URI> orders = settings(application).builder("orders").build()) {
        edit(fleet, endpoints, orders, out);
      }
    } finally {
      Files.deleteIfExists(endpoints);
      Files.deleteIfExists(application);
      Files.delete(directory);
    }
    out.println();
    out.println(calls + " calls, " + (failed == 0 ? "none" : failed) + " failed");
    out.flush();
    return 0;
  }

  private static BalancerSettings settings(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return BalancerSettings.parse(properties);
  }

  private void edit(Fleet fleet, Path endpoints, Balancer<URI> orders, PrintWriter out)
      throws IOException {
    OkHttpClient http = LoadBalancing.wrap(plain, orders);
    out.println("two endpoints:      " + calls(http));

    replace(endpoints, lines(fleet.first(4)));
    callUntil(http, orders, seen -> seen.snapshot().endpoints().size() == 4);
    out.println("two are added:      " + calls(http));

    List<FakeServer> rest = fleet.first(4).subList(2, 4);
    replace(endpoints, lines(rest));
    callUntil(http, orders, seen -> seen.snapshot().endpoints().size() == 2);
    fleet.get(0).kill();
    fleet.get(1).kill();
    out.println("the first two go:   " + calls(http));

    replace(endpoints, lines(rest) + "endpoints.s5.wieght = 2\n");
    callUntil(http, orders, seen -> failure(seen).contains("wieght"));
    out.println("a mistake is made:  " + calls(http));
    out.println("                    " + failure(orders));

    replace(endpoints, "");
    callUntil(http, orders, seen -> !failure(seen).contains("wieght"));
    out.println("the file is empty:  " + calls(http));
    out.println("                    " + failure(orders));
  }

  private static String lines(List<FakeServer> servers) {
    return servers.stream()
        .map(server -> "endpoints.s%d = %s%n".formatted(server.uri().getPort() % 10, server.uri()))
        .collect(Collectors.joining());
  }

  /** At one stroke, as whoever edits files that others read should. */
  private static void replace(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes calls, and tells who answered how many. */
  private Map<String, Integer> calls(OkHttpClient http) {
    Map<String, Integer> answered = new TreeMap<>();
    for (int i = 0; i < CALLS; i++) {
      answered.merge(callOnce(http), 1, Integer::sum);
    }
    return answered;
  }

  private void callUntil(
      OkHttpClient http, Balancer<URI> orders, Predicate<Balancer<URI>> condition) {
    long startNanos = System.nanoTime();
    while (!condition.test(orders)) {
      if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
        throw new IllegalStateException("the change is not noticed: " + orders.snapshot());
      }
      callOnce(http);
    }
  }

  private String callOnce(OkHttpClient http) {
    calls++;
    try (Response response = http.newCall(request).execute()) {
      String answer = response.body().string();
      return answer.substring(answer.indexOf("from ") + 5).strip();
    } catch (IOException e) {
      failed++;
      return "nobody";
    }
  }

  /** Why the file was not used at last. */
  private static String failure(Balancer<URI> orders) {
    SourceSnapshot source = Objects.requireNonNull(orders.snapshot().source());
    return String.valueOf(source.lastFailure());
  }
}

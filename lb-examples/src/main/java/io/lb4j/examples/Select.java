package io.lb4j.examples;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The core's API with a client that lb4j has no adapter for: the JDK's. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    header = "The programmatic API in ten lines: select, call, report, close.",
    description =
        "%nCalls three servers with the JDK's HTTP client. One of them is down: a selection without"
            + " retries fails when it meets it, and the balancer learns to avoid it.%n")
final class Select implements Callable<Integer> {

  private static final int CALLS = 30;

  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Fleet fleet = Fleet.start(2, Duration.ofMillis(10));
        Balancer<URI> orders =
            Balancer.<URI>builder("orders")
                .endpoints(fleet.first(3).stream().map(FakeServer::uri).map(Endpoint::of).toList())
                .build()) {
      for (int i = 1; i <= CALLS; i++) {
        out.println(i + ": " + describe(orders, "/orders/" + i));
      }
      out.println();
      out.println(orders.explain(SelectionContext.none()));
    }
    out.flush();
    return 0;
  }

  private String describe(Balancer<URI> orders, String path) throws InterruptedException {
    try {
      return get(orders, path).strip();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The ten lines. */
  private String get(Balancer<URI> orders, String path) throws IOException, InterruptedException {
    Lease<URI> lease = orders.select();
    try (lease) {
      HttpRequest request = HttpRequest.newBuilder(lease.target().resolve(path)).build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      lease.report(Outcome.ofHttpStatus(response.statusCode()));
      return response.body();
    } catch (IOException e) {
      lease.report(Outcome.ofException(e));
      throw e;
    }
  }
}

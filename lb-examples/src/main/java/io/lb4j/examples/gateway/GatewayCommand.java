package io.lb4j.examples.gateway;

import com.sun.net.httpserver.HttpExchange;
import io.lb4j.Balancer;
import io.lb4j.affinity.AffinityToken;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.route.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A reverse proxy with sticky sessions loses a backend under load. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    header = "A reverse proxy with sticky sessions loses a backend under load.",
    description =
        "%nThe JDK's HTTP server in front of two pools: a router, signed cookies, an Invoker. In"
            + " the middle of the run one of the three backends of /cart is killed. wrk makes the"
            + " load if it is installed, else 32 threads do.%n")
public final class GatewayCommand implements Callable<Integer> {

  private static final int SESSIONS = 32;
  private static final int KEY_BYTES = 32;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Option(names = "--seconds", description = "how long the load lasts (default: 6)")
  private int seconds = 6;

  @Option(names = "--port", description = "the gateway's port (default: any free one)")
  private int port;

  @Option(names = "--no-wrk", description = "make the load here even if wrk is installed")
  private boolean withoutWrk;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Fleet fleet = Fleet.start(4, Duration.ofMillis(2));
        Balancer<URI> cart = pool("cart", fleet.first(3));
        Balancer<URI> web = pool("web", List.of(fleet.get(3)));
        Gateway gateway = new Gateway(port, router(cart, web))) {
      out.println("gateway at " + gateway.uri());
      Runnable disaster =
          () -> {
            fleet.get(1).kill();
            out.println("killed " + fleet.get(1).uri());
          };
      Duration duration = Duration.ofSeconds(seconds);
      boolean byWrk = !withoutWrk && Wrk.isInstalled();
      Figures figures =
          byWrk
              ? Wrk.run(gateway.uri(), SESSIONS, duration, disaster)
              : new Sessions(gateway.uri()).run(SESSIONS, duration, disaster);
      out.printf("%s: %s%n", byWrk ? "wrk" : "32 threads", figures);
      out.printf("%d answers moved a session%n", gateway.moved());
      cart.snapshot()
          .endpoints()
          .forEach(
              backend ->
                  out.printf(
                      "  %s  %d calls, %d failed  %s%n",
                      backend.id(),
                      backend.counts().total(),
                      backend.counts().failures(),
                      backend.state()));
      out.flush();
    }
    return 0;
  }

  private static Balancer<URI> pool(String name, List<FakeServer> servers) {
    return Balancer.<URI>builder(name)
        .endpoints(servers.stream().map(FakeServer::uri).map(Endpoint::of).toList())
        .build();
  }

  private static Router<HttpExchange, Pool> router(Balancer<URI> cart, Balancer<URI> web) {
    return Router.<HttpExchange, Pool>builder(new ExchangeView())
        .rule("cart")
        .pathPrefix("/cart")
        .to(Pool.of(cart, token("cart")))
        .otherwise(Pool.of(web, token("web")))
        .build();
  }

  /** A real gateway has the key from a vault, and its instances share it. */
  private static AffinityToken token(String name) {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return AffinityToken.builder("k1", key).cookieName(name).build();
  }
}

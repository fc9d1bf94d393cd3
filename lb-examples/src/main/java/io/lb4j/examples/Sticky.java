package io.lb4j.examples;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.servers.SessionServer;
import io.lb4j.okhttp.AffinityKey;
import io.lb4j.okhttp.LoadBalancing;
import io.lb4j.okhttp.LoadBalancingOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Sessions that servers keep in their memory, and what happens to them when servers go. */
@Command(
    name = "sticky",
    mixinStandardHelpOptions = true,
    header = "Users stay with the server that knows them, learned from its cookie.",
    description =
        "%nThree servers count the visits of each user in their own memory, under a JSESSIONID."
            + " Thirty users visit them, first picked anew each time, then where they are known;"
            + " then one server is drained, and another dies.%n")
final class Sticky implements Callable<Integer> {

  private static final int USERS = 30;
  private static final int ROUNDS = 10;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  /** Somebody with a browser, who notices when a server does not know them any more. */
  private static final class User {
    private @Nullable String cookie;
    private int visits;

    /** Visits once; true if the server knew all visits before. */
    boolean isKnownTo(OkHttpClient client) throws IOException {
      Request.Builder request = new Request.Builder().url("http://shop/");
      if (cookie != null) {
        request.header("Cookie", cookie);
      }
      try (Response response = client.newCall(request.build()).execute()) {
        String begun = response.header("Set-Cookie");
        if (begun != null) {
          cookie = begun.substring(0, begun.indexOf(';'));
        }
        boolean known = response.body().string().equals("visit " + (visits + 1));
        visits = known ? visits + 1 : 1;
        return known;
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (SessionServer a = SessionServer.start();
        SessionServer b = SessionServer.start();
        SessionServer c = SessionServer.start()) {
      List<Endpoint<URI>> endpoints =
          List.of(Endpoint.of("a", a.uri()), Endpoint.of("b", b.uri()), Endpoint.of("c", c.uri()));
      try (Balancer<URI> shop = builder(endpoints).build()) {
        out.println("not sticky:   " + visit(client(shop), users()));
      }
      try (Balancer<URI> shop = builder(endpoints).affinity(SessionAffinity.inMemory()).build()) {
        OkHttpClient client = client(shop);
        List<User> users = users();
        out.println("sticky:       " + visit(client, users));
        shop.drain("a", Duration.ofMinutes(10));
        out.println("a is drained: " + visit(client, users));
        b.stop();
        out.println("b dies:       " + visit(client, users));
        out.println("afterwards:   " + visit(client, users));
        out.println(shop.snapshot().sessions());
      }
    }
    out.flush();
    return 0;
  }

  private static BalancerBuilder<URI> builder(List<Endpoint<URI>> endpoints) {
    return Balancer.<URI>builder("shop").endpoints(endpoints);
  }

  private static OkHttpClient client(Balancer<URI> shop) {
    LoadBalancingOptions options = LoadBalancingOptions.defaults();
    return shop.sessions() == null
        ? LoadBalancing.wrap(new OkHttpClient(), options, shop)
        : LoadBalancing.wrap(
            new OkHttpClient(),
            options.withAffinityKey(AffinityKey.learnedFrom("JSESSIONID")),
            shop);
  }

  private static List<User> users() {
    return Stream.generate(User::new).limit(USERS).toList();
  }

  private static String visit(OkHttpClient client, List<User> users) throws IOException {
    int lost = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (User user : users) {
        lost += user.isKnownTo(client) ? 0 : 1;
      }
    }
    return "%d visits, %d by users whom the server did not know".formatted(ROUNDS * USERS, lost);
  }
}

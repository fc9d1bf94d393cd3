package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import okhttp3.OkHttpClient;

/** Calls of each kind whose first attempt fails, on a class path that the test chooses. */
public final class PlainCalls implements Callable<String> {

  /** For the test, by reflection. */
  public PlainCalls() {}

  @Override
  public String call() throws IOException {
    try (Backend a = Backend.start("a", "127.0.0.1", 0, null);
        Backend b = Backend.start("b", "127.0.0.1", 0, null);
        Balancer<URI> orders =
            Balancer.<URI>builder("orders").endpoints(a.endpoint(), b.endpoint()).build()) {
      a.answer(Backend.status(500));
      AttemptPolicy hedging =
          AttemptPolicy.defaults().withHedging(Hedging.after(Duration.ofSeconds(10)));
      OkHttpClient client = LoadBalancing.wrap(new OkHttpClient(), orders);
      OkHttpClient hedged =
          LoadBalancing.wrap(
              new OkHttpClient(), LoadBalancingOptions.defaults().withAttempts(hedging), orders);
      String url = "http://orders/";
      String answers =
          Entry.EXECUTE.body(client, Cluster.get(url))
              + " "
              + Entry.FACTORY.body(client, Cluster.get(url))
              + " "
              + Entry.EXECUTE.body(hedged, Cluster.get(url));
      for (OkHttpClient one : new OkHttpClient[] {client, hedged}) {
        one.dispatcher().executorService().shutdown();
        one.connectionPool().evictAll();
      }
      return answers;
    }
  }
}

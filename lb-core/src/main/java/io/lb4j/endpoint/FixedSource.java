package io.lb4j.endpoint;

import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.List;

/** Endpoints that are written down somewhere. */
record FixedSource<T>(List<Endpoint<? extends T>> endpoints) implements EndpointSource<T> {

  private static final Duration NEVER = Duration.ofDays(36_500);

  FixedSource {
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(
          "a fixed source has no endpoints; a balancer may be built without any source");
    }
  }

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public Duration staleAfter() {
    return NEVER;
  }

  @Override
  public Subscription subscribe(Receiver<? super T> receiver, TimeAndChance timeAndChance) {
    receiver.onEndpoints(endpoints);
    return () -> {};
  }
}

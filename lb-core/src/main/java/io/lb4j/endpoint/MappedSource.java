package io.lb4j.endpoint;

import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A source that knows more of its endpoints than where they are registered. */
record MappedSource<T>(EndpointSource<T> registered, UnaryOperator<Endpoint<T>> mapping)
    implements EndpointSource<T> {

  MappedSource {
    Objects.requireNonNull(mapping, "mapping");
  }

  @Override
  public String name() {
    return registered.name();
  }

  @Override
  public Duration staleAfter() {
    return registered.staleAfter();
  }

  @Override
  public Subscription subscribe(Receiver<? super T> receiver, TimeAndChance timeAndChance) {
    return registered.subscribe(new Mapping<>(receiver, mapping), timeAndChance);
  }

  private static final class Mapping<T> implements Receiver<T> {

    private final Receiver<? super T> to;
    private final UnaryOperator<Endpoint<T>> mapping;
    // The newest set could not be mapped, so that it being unchanged is no good news.
    private volatile boolean failed;

    Mapping(Receiver<? super T> to, UnaryOperator<Endpoint<T>> mapping) {
      this.to = to;
      this.mapping = mapping;
    }

    @Override
    public void onEndpoints(Collection<? extends Endpoint<? extends T>> endpoints) {
      List<Endpoint<T>> mapped = new ArrayList<>(endpoints.size());
      for (Endpoint<? extends T> endpoint : endpoints) {
        try {
          Endpoint<T> result = mapping.apply(covariant(endpoint));
          mapped.add(Objects.requireNonNull(result, "the mapping returned null"));
        } catch (RuntimeException e) {
          failed = true;
          to.onError("endpoint " + endpoint.id() + " could not be mapped: " + e);
          return;
        }
      }
      failed = false;
      to.onEndpoints(mapped);
    }

    @Override
    public void onNone() {
      failed = false;
      to.onNone();
    }

    @Override
    public void onUnchanged() {
      if (!failed) {
        to.onUnchanged();
      }
    }

    @Override
    public void onError(String reason) {
      to.onError(reason);
    }

    @SuppressWarnings("unchecked") // Endpoints are immutable and only produce their target.
    private static <T> Endpoint<T> covariant(Endpoint<? extends T> endpoint) {
      return (Endpoint<T>) endpoint;
    }
  }
}

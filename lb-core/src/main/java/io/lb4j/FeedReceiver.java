package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.EndpointSource.Subscription;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a source holds of its balancer: nothing that keeps it in memory. A balancer that was dropped
 * without closing so ends its subscription, at the latest when the source next finds something.
 */
final class FeedReceiver<T> implements EndpointSource.Receiver<T> {

  private final WeakReference<SourceFeed<T>> feed;
  // Written once, by the thread that subscribes.
  private volatile @Nullable Subscription subscription;

  FeedReceiver(WeakReference<SourceFeed<T>> feed) {
    this.feed = feed;
  }

  void ends(Subscription begun) {
    subscription = begun;
  }

  @Override
  public void onEndpoints(Collection<? extends Endpoint<? extends T>> endpoints) {
    Objects.requireNonNull(endpoints, "endpoints");
    SourceFeed<T> live = live();
    if (live != null) {
      live.accept(endpoints);
    }
  }

  @Override
  public void onNone() {
    SourceFeed<T> live = live();
    if (live != null) {
      live.replace(Map.of());
    }
  }

  @Override
  public void onUnchanged() {
    SourceFeed<T> live = live();
    if (live != null) {
      live.keep();
    }
  }

  @Override
  public void onError(String reason) {
    SourceFeed<T> live = live();
    if (live != null) {
      live.fail(reason);
    }
  }

  private @Nullable SourceFeed<T> live() {
    SourceFeed<T> live = feed.get();
    Subscription begun = subscription;
    if (live == null && begun != null) {
      begun.close();
    }
    return live;
  }
}

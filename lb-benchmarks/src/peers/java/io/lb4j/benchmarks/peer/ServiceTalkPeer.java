package io.lb4j.benchmarks.peer;

import io.servicetalk.client.api.ConnectionFactory;
import io.servicetalk.client.api.DefaultServiceDiscovererEvent;
import io.servicetalk.client.api.LoadBalancedConnection;
import io.servicetalk.client.api.LoadBalancer;
import io.servicetalk.client.api.RequestTracker;
import io.servicetalk.client.api.ServiceDiscovererEvent;
import io.servicetalk.client.api.ServiceDiscovererEvent.Status;
import io.servicetalk.concurrent.Cancellable;
import io.servicetalk.concurrent.SingleSource.Subscriber;
import io.servicetalk.concurrent.api.Completable;
import io.servicetalk.concurrent.api.Publisher;
import io.servicetalk.concurrent.api.Single;
import io.servicetalk.concurrent.api.SourceAdapters;
import io.servicetalk.context.api.ContextMap;
import io.servicetalk.loadbalancer.LoadBalancers;
import io.servicetalk.loadbalancer.LoadBalancingPolicy;
import io.servicetalk.transport.api.TransportObserver;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A load balancer of ServiceTalk over connections that are always there. */
final class ServiceTalkPeer implements Peer {

  private final LoadBalancer<FixedConnection> balancer;

  ServiceTalkPeer(LoadBalancingPolicy<String, FixedConnection> policy, int n) {
    Collection<ServiceDiscovererEvent<String>> events =
        Hosts.list(n, i -> new DefaultServiceDiscovererEvent<>(Hosts.name(i), Status.AVAILABLE));
    balancer =
        LoadBalancers.<String, FixedConnection>builder("peers")
            .loadBalancingPolicy(policy)
            .build()
            .newLoadBalancer(
                Publisher.from(events).concat(Publisher.never()), new Connecting(), "peers");
  }

  @Override
  public Object pick(int request) {
    Selected selected = new Selected();
    SourceAdapters.toSource(balancer.selectConnection(connection -> true, null))
        .subscribe(selected);
    FixedConnection connection = Objects.requireNonNull(selected.connection);
    return new Request(connection.tracker, connection.tracker.beforeRequestStart());
  }

  @Override
  public void done(Object picked) {
    Request request = (Request) picked;
    request.tracker.onRequestSuccess(request.startNanos);
  }

  @Override
  public void close() {
    balancer.closeAsync().subscribe();
  }

  private record Request(RequestTracker tracker, long startNanos) {}

  private static final class Selected implements Subscriber<FixedConnection> {

    private @Nullable FixedConnection connection;

    @Override
    public void onSubscribe(Cancellable cancellable) {}

    @Override
    public void onSuccess(@Nullable FixedConnection result) {
      connection = result;
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static final class Connecting implements ConnectionFactory<String, FixedConnection> {

    @Override
    public Single<FixedConnection> newConnection(
        String address, @Nullable ContextMap context, @Nullable TransportObserver observer) {
      RequestTracker tracker =
          Objects.requireNonNull(context).get(RequestTracker.REQUEST_TRACKER_KEY);
      return Single.succeeded(new FixedConnection(Objects.requireNonNull(tracker)));
    }

    @Override
    public Completable onClose() {
      return Completable.never();
    }

    @Override
    public Completable closeAsync() {
      return Completable.completed();
    }
  }

  /** A connection that takes any number of requests. */
  static final class FixedConnection implements LoadBalancedConnection {

    private final RequestTracker tracker;

    FixedConnection(RequestTracker tracker) {
      this.tracker = tracker;
    }

    @Override
    public int score() {
      return 1;
    }

    @Override
    public Result tryRequest() {
      return Result.Accepted;
    }

    @Override
    public void requestFinished() {}

    @Override
    public boolean tryReserve() {
      return true;
    }

    @Override
    public Completable releaseAsync() {
      return Completable.completed();
    }

    @Override
    public Completable onClose() {
      return Completable.never();
    }

    @Override
    public Completable closeAsync() {
      return Completable.completed();
    }
  }
}

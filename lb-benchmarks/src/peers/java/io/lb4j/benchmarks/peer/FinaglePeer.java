package io.lb4j.benchmarks.peer;

import com.twitter.finagle.Address;
import com.twitter.finagle.ClientConnection;
import com.twitter.finagle.NoBrokersAvailableException;
import com.twitter.finagle.Service;
import com.twitter.finagle.ServiceFactory;
import com.twitter.finagle.Stack;
import com.twitter.finagle.Status;
import com.twitter.finagle.loadbalancer.EndpointFactory;
import com.twitter.finagle.loadbalancer.LoadBalancerFactory;
import com.twitter.util.Activity;
import com.twitter.util.Await;
import com.twitter.util.Future;
import com.twitter.util.Time;
import scala.collection.immutable.IndexedSeq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** A balancer of Finagle: a service is acquired for the request and closed after it. */
final class FinaglePeer implements Peer {

  private final ServiceFactory<Object, Object> balancer;

  FinaglePeer(LoadBalancerFactory factory, int n) {
    IndexedSeq<EndpointFactory<Object, Object>> endpoints =
        CollectionConverters.<EndpointFactory<Object, Object>>asScala(
                Hosts.list(n, OpenEndpoint::new))
            .toIndexedSeq();
    balancer =
        factory.newBalancer(
            Activity.value(endpoints),
            new NoBrokersAvailableException("peers"),
            Stack.Params$.MODULE$.empty());
  }

  @Override
  public Object pick(int request) {
    try {
      return Await.result(balancer.apply(ClientConnection.nil()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void done(Object picked) {
    ((Service<?, ?>) picked).close();
  }

  /** An endpoint whose connection is always there. */
  private static final class OpenEndpoint extends ServiceFactory<Object, Object>
      implements EndpointFactory<Object, Object> {

    private final Address address;
    private final Future<Service<Object, Object>> connection;

    OpenEndpoint(int i) {
      address = Address.apply(Hosts.name(i), Hosts.PORT);
      connection = Future.value(Service.constant(Future.value(address)));
    }

    @Override
    public Future<Service<Object, Object>> apply(ClientConnection caller) {
      return connection;
    }

    @Override
    public Address address() {
      return address;
    }

    @Override
    public void remake() {}

    @Override
    public Status status() {
      return Status.Open$.MODULE$;
    }

    @Override
    public Future<BoxedUnit> close(Time deadline) {
      return Future.Done();
    }
  }
}

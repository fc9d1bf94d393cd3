package io.lb4j.benchmarks.peer;

import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A load balancer of Spring Cloud over a fixed list, called as its blocking client calls it. */
final class SpringPeer implements Peer {

  private static final Request<?> REQUEST = new DefaultRequest<>();

  private final ReactorServiceInstanceLoadBalancer balancer;

  SpringPeer(ReactorServiceInstanceLoadBalancer balancer) {
    this.balancer = balancer;
  }

  static ObjectProvider<ServiceInstanceListSupplier> supplier(int n) {
    ServiceInstanceListSupplier supplier =
        new FixedList(
            Hosts.list(
                n,
                i ->
                    new DefaultServiceInstance(
                        Hosts.name(i), "peers", Hosts.name(i), Hosts.PORT, false)));
    return new Fixed(supplier);
  }

  @Override
  public Object pick(int request) {
    Response<ServiceInstance> response =
        Objects.requireNonNull(Mono.from(balancer.choose(REQUEST)).block());
    return Objects.requireNonNull(response.getServer());
  }

  private record FixedList(List<ServiceInstance> instances) implements ServiceInstanceListSupplier {

    @Override
    public String getServiceId() {
      return "peers";
    }

    @Override
    public Flux<List<ServiceInstance>> get() {
      return Flux.just(instances);
    }
  }

  private record Fixed(ServiceInstanceListSupplier supplier)
      implements ObjectProvider<ServiceInstanceListSupplier> {

    @Override
    public ServiceInstanceListSupplier getObject() {
      return supplier;
    }
  }
}

package io.lb4j.benchmarks.peer;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicy;
import java.util.List;
import java.util.stream.IntStream;

/** lb4j as it is used: select, report and close. */
final class Lb4jCall implements Peer {

  private final Balancer<Object> balancer;
  private final SelectionContext[] contexts = contexts();

  Lb4jCall(SelectionPolicy policy, boolean weighted, int n) {
    balancer = balancer(policy, weighted, n);
  }

  static Balancer<Object> balancer(SelectionPolicy policy, boolean weighted, int n) {
    List<Endpoint<Object>> endpoints =
        IntStream.range(0, n)
            .mapToObj(
                i ->
                    Endpoint.<Object>builder(Hosts.name(i) + ":" + Hosts.PORT, Hosts.name(i))
                        .weight(weighted ? Hosts.weight(i) : 1)
                        .build())
            .toList();
    return Balancer.builder("peers").policy(policy).endpoints(endpoints).build();
  }

  static SelectionContext[] contexts() {
    return Keys.requests(SelectionContext::forHash, SelectionContext[]::new);
  }

  @Override
  public Object pick(int request) {
    return balancer.select(Keys.at(contexts, request));
  }

  @Override
  public void done(Object picked) {
    Lease<?> lease = (Lease<?>) picked;
    lease.report(Outcome.success());
    lease.close();
  }

  @Override
  public void close() {
    balancer.close();
  }
}

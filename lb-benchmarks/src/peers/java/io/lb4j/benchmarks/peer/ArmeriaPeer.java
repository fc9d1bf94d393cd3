package io.lb4j.benchmarks.peer;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.ClientRequestContextWrapper;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import java.util.Objects;

/** A fixed endpoint group of Armeria. */
final class ArmeriaPeer implements Peer {

  private final EndpointGroup group;
  private final ClientRequestContext[] requests;

  ArmeriaPeer(EndpointSelectionStrategy strategy, boolean weighted, int n) {
    group =
        EndpointGroup.of(
            strategy,
            Hosts.list(
                n,
                i ->
                    Endpoint.of(Hosts.name(i), Hosts.PORT)
                        .withWeight(weighted ? Hosts.weight(i) : 1000)));
    ClientRequestContext request = ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));
    requests = Keys.requests(hash -> new HashedRequest(request, hash), ClientRequestContext[]::new);
  }

  /** Placement by a hash that the request brings along. */
  static EndpointSelectionStrategy sticky() {
    return EndpointSelectionStrategy.sticky(request -> ((HashedRequest) request).hash);
  }

  @Override
  public Object pick(int request) {
    return Objects.requireNonNull(group.selectNow(Keys.at(requests, request)));
  }

  @Override
  public void close() {
    group.close();
  }

  private static final class HashedRequest extends ClientRequestContextWrapper {

    private final long hash;

    HashedRequest(ClientRequestContext request, long hash) {
      super(request);
      this.hash = hash;
    }
  }
}

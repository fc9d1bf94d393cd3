package io.lb4j.examples.gateway;

import io.lb4j.Balancer;
import io.lb4j.affinity.AffinityToken;
import io.lb4j.invoke.Invoker;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;

/** Backends that serve the same, and the cookie that ties a session to one of them. */
record Pool(Invoker<URI> invoker, AffinityToken token, Set<String> ids) {

  static Pool of(Balancer<URI> balancer, AffinityToken token) {
    Set<String> ids =
        balancer.snapshot().endpoints().stream()
            .map(endpoint -> endpoint.id())
            .collect(Collectors.toUnmodifiableSet());
    return new Pool(Invoker.of(balancer), token, ids);
  }

  /** For requests that may run twice without harm, or only for those that may not. */
  Invoker<URI> invoker(boolean repeatable) {
    return repeatable ? invoker.idempotent() : invoker;
  }
}

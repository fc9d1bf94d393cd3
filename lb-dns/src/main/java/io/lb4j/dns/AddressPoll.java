package io.lb4j.dns;

import io.lb4j.dns.AddressLookup.Addresses;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Poll;
import io.lb4j.endpoint.PollAnswer;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Name;

/** Every address of a name is an endpoint. */
record AddressPoll(AddressLookup lookup, Name name, String scheme, int port, TtlBounds ttl)
    implements Poll<URI> {

  @Override
  public CompletionStage<PollAnswer<URI>> ask() {
    return lookup.find(name).thenCompose(this::answer);
  }

  private CompletionStage<PollAnswer<URI>> answer(Addresses found) {
    if (found.list().isEmpty()) {
      return CompletableFuture.failedFuture(
          new DnsFailure(
              found.exists() ? name + " has no addresses" : name + " does not exist (NXDOMAIN)"));
    }
    // Sorted, since servers rotate their answers, and a new order would be a new set.
    Map<String, Endpoint<URI>> byId = new TreeMap<>();
    for (InetAddress address : found.list()) {
      Endpoint<URI> endpoint = Endpoint.of(AddressUris.of(scheme, address, port));
      byId.put(endpoint.id(), endpoint);
    }
    PollAnswer<URI> answer = PollAnswer.of(byId.values());
    return CompletableFuture.completedStage(answer.goodFor(ttl.clamp(found.ttlSeconds())));
  }
}

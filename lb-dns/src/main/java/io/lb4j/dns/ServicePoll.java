package io.lb4j.dns;

import io.lb4j.dns.AddressLookup.Addresses;
import io.lb4j.dns.RecordLookup.Found;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Poll;
import io.lb4j.endpoint.PollAnswer;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * Every address of every target of a service is an endpoint.
 *
 * <p>A target that does not exist is left out, but when it cannot be found out whether it does, the
 * poll fails: a set that lacks those whose lookup timed out would not be what is registered.
 */
record ServicePoll(
    RecordLookup services, AddressLookup addresses, Name name, String scheme, TtlBounds ttl)
    implements Poll<URI> {

  /** Says by which name a server came into the set. */
  static final String TARGET_METADATA = "dns_target";

  // So many questions at once, if the server sends no addresses along.
  private static final int LANES = 16;

  @Override
  public CompletionStage<PollAnswer<URI>> ask() {
    return services.find(name, Type.SRV).thenCompose(this::answer);
  }

  private CompletionStage<PollAnswer<URI>> answer(Found found) {
    if (found.records().isEmpty()) {
      return failure(
          found.exists() ? name + " has no SRV records" : name + " does not exist (NXDOMAIN)");
    }
    List<SRVRecord> records =
        found.records().stream()
            .map(SRVRecord.class::cast)
            .filter(record -> !record.getTarget().equals(Name.root))
            // By priority first. Servers rotate their answers, and a new order would be a new set.
            .sorted()
            .toList();
    if (records.isEmpty()) {
      // RFC 2782: the target "." says that the service is decidedly not available.
      return CompletableFuture.completedStage(
          PollAnswer.<URI>none().goodFor(ttl.clamp(found.ttlSeconds())));
    }
    return targets(records, found)
        .thenCompose(
            byTarget -> {
              List<SRVRecord> present =
                  records.stream()
                      .filter(record -> !of(record, byTarget).list().isEmpty())
                      .toList();
              Map<String, Endpoint<URI>> byId = endpoints(present, byTarget);
              if (byId.isEmpty()) {
                return failure("none of the targets of " + name + " has an address");
              }
              long ttlSeconds =
                  byTarget.values().stream()
                      .filter(each -> !each.list().isEmpty())
                      .mapToLong(Addresses::ttlSeconds)
                      .reduce(found.ttlSeconds(), Math::min);
              PollAnswer<URI> answer = PollAnswer.of(byId.values());
              return CompletableFuture.completedStage(answer.goodFor(ttl.clamp(ttlSeconds)));
            });
  }

  private CompletionStage<Map<Name, Addresses>> targets(List<SRVRecord> records, Found found) {
    Set<Name> targets = records.stream().map(SRVRecord::getTarget).collect(Collectors.toSet());
    Map<Name, Addresses> byTarget = new ConcurrentHashMap<>();
    List<Name> unknown = new ArrayList<>();
    for (Name target : targets) {
      Addresses sentAlong = addresses.among(found.additional(), target);
      if (sentAlong.list().isEmpty()) {
        unknown.add(target);
      } else {
        byTarget.put(target, sentAlong);
      }
    }
    List<CompletableFuture<?>> lanes = new ArrayList<>();
    for (int lane = 0; lane < Math.min(LANES, unknown.size()); lane++) {
      CompletionStage<?> last = CompletableFuture.completedStage(null);
      for (int i = lane; i < unknown.size(); i += LANES) {
        Name target = unknown.get(i);
        last =
            last.thenCompose(before -> addresses.find(target))
                .thenAccept(each -> byTarget.put(target, each));
      }
      lanes.add(last.toCompletableFuture());
    }
    return CompletableFuture.allOf(lanes.toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> byTarget);
  }

  private Map<String, Endpoint<URI>> endpoints(
      List<SRVRecord> records, Map<Name, Addresses> byTarget) {
    Map<Integer, Integer> totalOfPriority = new HashMap<>();
    records.forEach(
        each -> totalOfPriority.merge(each.getPriority(), each.getWeight(), Integer::sum));
    Map<String, Endpoint<URI>> byId = new TreeMap<>();
    for (SRVRecord record : records) {
      List<InetAddress> list = of(record, byTarget).list();
      boolean weightless = totalOfPriority.getOrDefault(record.getPriority(), 0) == 0;
      double weight = weightless ? 1 : record.getWeight() / (double) list.size();
      for (InetAddress address : list) {
        URI uri = AddressUris.of(scheme, address, record.getPort());
        String id = Endpoint.of(uri).id();
        Endpoint<URI> endpoint =
            Endpoint.builder(id, uri)
                .priority(record.getPriority())
                .weight(weight)
                .metadata(Map.of(TARGET_METADATA, record.getTarget().toString(true)))
                .build();
        // Two names for one server: the one that is used first.
        byId.putIfAbsent(id, endpoint);
      }
    }
    return byId;
  }

  private static Addresses of(SRVRecord record, Map<Name, Addresses> byTarget) {
    return Objects.requireNonNull(byTarget.get(record.getTarget()));
  }

  private static CompletionStage<PollAnswer<URI>> failure(String reason) {
    return CompletableFuture.failedFuture(new DnsFailure(reason));
  }
}

package io.lb4j.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Finds the addresses of a name. */
record AddressLookup(RecordLookup lookup, AddressFamily family) {

  record Addresses(List<InetAddress> list, long ttlSeconds, boolean exists) {

    Addresses and(Addresses other) {
      List<InetAddress> all = new ArrayList<>(list);
      all.addAll(other.list);
      return new Addresses(all, Math.min(ttlSeconds, other.ttlSeconds), exists || other.exists);
    }
  }

  CompletionStage<Addresses> find(Name name) {
    return switch (family) {
      case IPV4 -> find(name, Type.A);
      case IPV6 -> find(name, Type.AAAA);
      case IPV4_OR_IPV6 ->
          find(name, Type.A)
              .thenCompose(
                  found ->
                      found.list().isEmpty() && found.exists()
                          ? find(name, Type.AAAA)
                          : CompletableFuture.completedStage(found));
      case IPV4_AND_IPV6 -> find(name, Type.A).thenCombine(find(name, Type.AAAA), Addresses::and);
    };
  }

  private CompletionStage<Addresses> find(Name name, int type) {
    return lookup
        .find(name, type)
        .thenApply(
            found -> new Addresses(addresses(found.records()), found.ttlSeconds(), found.exists()));
  }

  /** What a server sent along with an answer; empty if it did not. */
  Addresses among(List<Record> additional, Name name) {
    List<Record> ours =
        additional.stream().filter(record -> record.getName().equals(name)).toList();
    List<Record> ipv4 = ours.stream().filter(ARecord.class::isInstance).toList();
    List<Record> ipv6 = ours.stream().filter(AAAARecord.class::isInstance).toList();
    List<Record> chosen =
        switch (family) {
          case IPV4 -> ipv4;
          case IPV6 -> ipv6;
          case IPV4_OR_IPV6 -> ipv4;
          // Nobody says whether it is all of both.
          case IPV4_AND_IPV6 -> List.of();
        };
    long ttlSeconds = chosen.stream().mapToLong(Record::getTTL).min().orElse(Integer.MAX_VALUE);
    return new Addresses(addresses(chosen), ttlSeconds, true);
  }

  private static List<InetAddress> addresses(List<Record> records) {
    List<InetAddress> addresses = new ArrayList<>(records.size());
    for (Record record : records) {
      if (record instanceof ARecord a) {
        addresses.add(a.getAddress());
      } else if (record instanceof AAAARecord aaaa) {
        addresses.add(aaaa.getAddress());
      }
    }
    return addresses;
  }
}

package io.lb4j.dns;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.IntStream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/** Records in a few words. */
final class Records {

  private Records() {}

  static Name name(String text) {
    return Name.fromConstantString(text + ".");
  }

  static Record a(String name, long ttl, String address) {
    return new ARecord(name(name), DClass.IN, ttl, address(address));
  }

  static Record aaaa(String name, long ttl, String address) {
    return new AAAARecord(name(name), DClass.IN, ttl, address(address));
  }

  static Record cname(String name, long ttl, String target) {
    return new CNAMERecord(name(name), DClass.IN, ttl, name(target));
  }

  static Record srv(String name, long ttl, int priority, int weight, int port, String target) {
    Name to = target.equals(".") ? Name.root : name(target);
    return new SRVRecord(name(name), DClass.IN, ttl, priority, weight, port, to);
  }

  /** Addresses 10.0.0.1 and so on. */
  static Record[] hosts(String name, long ttl, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> a(name, ttl, "10.0.0." + i))
        .toArray(Record[]::new);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }
}

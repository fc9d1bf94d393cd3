package io.lb4j.dns;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Finds the records of a type behind a name, through any aliases. */
record RecordLookup(NameServers servers) {

  private static final int MAX_ALIASES = 10;

  /**
   * @param records none if the name does not exist, or has none of the type
   * @param ttlSeconds the smallest of the records and of the aliases on the way
   * @param exists whether there is such a name at all
   * @param additional what the server sent along
   */
  record Found(List<Record> records, long ttlSeconds, boolean exists, List<Record> additional) {}

  CompletionStage<Found> find(Name name, int type) {
    return find(name, type, Integer.MAX_VALUE, 0);
  }

  private CompletionStage<Found> find(Name name, int type, long ttlSeconds, int aliases) {
    return servers
        .ask(name, type)
        .thenCompose(message -> follow(message, name, type, ttlSeconds, aliases));
  }

  private CompletionStage<Found> follow(
      Message message, Name asked, int type, long ttlOfAliases, int aliasesBefore) {
    List<Record> answer = message.getSection(Section.ANSWER);
    Name name = asked;
    long ttlSeconds = ttlOfAliases;
    int aliases = aliasesBefore;
    Optional<CNAMERecord> alias = aliasOf(name, answer);
    for (; alias.isPresent(); alias = aliasOf(name, answer)) {
      if (aliases == MAX_ALIASES) {
        return CompletableFuture.failedFuture(
            new DnsFailure(
                "%s %s: more than %d aliases, or a ring of them"
                    .formatted(asked, Type.string(type), MAX_ALIASES)));
      }
      ttlSeconds = Math.min(ttlSeconds, alias.get().getTTL());
      name = alias.get().getTarget();
      aliases++;
    }
    Name end = name;
    List<Record> records =
        answer.stream()
            .filter(record -> record.getType() == type && record.getName().equals(end))
            .toList();
    for (Record record : records) {
      ttlSeconds = Math.min(ttlSeconds, record.getTTL());
    }
    if (records.isEmpty() && !end.equals(asked) && message.getRcode() == Rcode.NOERROR) {
      // A server that does not follow aliases to other zones.
      return find(end, type, ttlSeconds, aliases);
    }
    return CompletableFuture.completedStage(
        new Found(
            records,
            ttlSeconds,
            message.getRcode() != Rcode.NXDOMAIN,
            message.getSection(Section.ADDITIONAL)));
  }

  private static Optional<CNAMERecord> aliasOf(Name name, List<Record> answer) {
    return answer.stream()
        .filter(record -> record.getName().equals(name))
        .filter(CNAMERecord.class::isInstance)
        .map(CNAMERecord.class::cast)
        .findFirst();
  }
}

package io.lb4j.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** A name server in memory that answers at once, fails, or does not answer. */
final class Zone implements Resolver {

  final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile List<Record> records = List.of();
  private volatile List<Record> additional = List.of();
  private volatile int rcode = Rcode.NOERROR;
  private volatile boolean silent;
  private volatile boolean following = true;
  private volatile List<Record> unasked = List.of();
  private volatile @Nullable Name failing;

  Zone with(Record... all) {
    records = List.of(all);
    rcode = Rcode.NOERROR;
    silent = false;
    return this;
  }

  Zone sendingAlong(Record... all) {
    additional = List.of(all);
    return this;
  }

  Zone failing(int code) {
    rcode = code;
    silent = false;
    return this;
  }

  /** Answers with an alias alone, as a server does of which the alias leads out. */
  Zone notFollowing() {
    following = false;
    return this;
  }

  /** Answers with these beside what is asked for. */
  Zone slippingIn(Record... all) {
    unasked = List.of(all);
    return this;
  }

  /** Fails whenever it is asked for one name, and answers the others. */
  Zone failingFor(String name) {
    failing = Records.name(name);
    return this;
  }

  Zone silent() {
    silent = true;
    return this;
  }

  NameServers asServers() {
    return new NameServers(List.of(new NameServers.Server("zone", this)));
  }

  Message answer(Message query) {
    Record question = query.getQuestion();
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(question, Section.QUESTION);
    int code = question.getName().equals(failing) ? Rcode.SERVFAIL : rcode;
    answer.getHeader().setRcode(code);
    if (code != Rcode.NOERROR) {
      return answer;
    }
    boolean exists = false;
    Name name = question.getName();
    List<Record> chain = new ArrayList<>();
    for (boolean more = true; more && chain.size() < 20; ) {
      more = false;
      for (Record record : records) {
        if (record.getName().equals(name)) {
          exists = true;
          if (record.getType() == question.getType()) {
            answer.addRecord(record, Section.ANSWER);
          } else if (record.getType() == Type.CNAME) {
            answer.addRecord(record, Section.ANSWER);
            chain.add(record);
            name = ((org.xbill.DNS.CNAMERecord) record).getTarget();
            more = following;
            break;
          }
        }
      }
    }
    unasked.forEach(record -> answer.addRecord(record, Section.ANSWER));
    additional.forEach(record -> answer.addRecord(record, Section.ADDITIONAL));
    if (!exists) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    return answer;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    return sendAsync(query);
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query) {
    Record question = query.getQuestion();
    asked.add(question.getName() + " " + Type.string(question.getType()));
    return silent ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer(query));
  }

  @Override
  public void setPort(int port) {}

  @Override
  public void setTCP(boolean flag) {}

  @Override
  public void setIgnoreTruncation(boolean flag) {}

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

  @Override
  public void setTSIGKey(TSIG key) {}

  @Override
  public void setTimeout(Duration timeout) {}

  @Override
  public String toString() {
    return Arrays.toString(records.toArray());
  }
}

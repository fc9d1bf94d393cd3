package io.lb4j.dns;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Type;

/**
 * Several name servers: each question goes to the first, and to the next if that one does not
 * answer, refuses or fails. That a name does not exist is an answer.
 */
record NameServers(List<Server> servers) {

  record Server(String name, Resolver resolver) {}

  CompletionStage<Message> ask(Name name, int type) {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    return ask(query, 0, "no answer for " + name + " " + Type.string(type));
  }

  private CompletionStage<Message> ask(Message query, int index, String failures) {
    if (index == servers.size()) {
      return CompletableFuture.failedFuture(new DnsFailure(failures));
    }
    Server server = servers.get(index);
    return server
        .resolver()
        .sendAsync(query)
        .handle(
            (answer, thrown) -> {
              String failure = failure(answer, thrown);
              return failure == null
                  ? CompletableFuture.completedStage(answer)
                  : ask(query, index + 1, failures + "; " + server.name() + ": " + failure);
            })
        .thenCompose(next -> next);
  }

  private static @Nullable String failure(@Nullable Message answer, @Nullable Throwable thrown) {
    if (thrown != null) {
      Throwable cause = thrown.getCause();
      Throwable told = thrown instanceof CompletionException && cause != null ? cause : thrown;
      return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
    }
    if (answer == null) {
      return "no answer";
    }
    int code = answer.getRcode();
    return code == Rcode.NOERROR || code == Rcode.NXDOMAIN ? null : Rcode.string(code);
  }
}

package io.lb4j.dns;

import static io.lb4j.dns.Records.a;
import static io.lb4j.dns.Records.hosts;
import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.config.BalancerSettings;
import io.lb4j.endpoint.PollAnswer;
import io.lb4j.snapshot.EndpointSnapshot;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** On real sockets: what only packets can do. */
final class WireTest {

  private static final String HOST = "orders.internal";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Zone zone = new Zone().with(hosts(HOST, 60, 3));

  private byte[] honest(Message query) {
    return zone.answer(query).toWire();
  }

  private static byte[] truncated(Message query) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.TC);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    return answer.toWire();
  }

  private static CompletableFuture<PollAnswer<URI>> ask(
      Duration timeout, InetSocketAddress... servers) throws Exception {
    return DnsSource.addresses(HOST, 80)
        .withServers(timeout, servers)
        .poll()
        .ask()
        .toCompletableFuture();
  }

  private static CompletableFuture<PollAnswer<URI>> ask(NameServer... servers) throws Exception {
    InetSocketAddress[] addresses = new InetSocketAddress[servers.length];
    for (int i = 0; i < servers.length; i++) {
      addresses[i] = servers[i].address();
    }
    return ask(Duration.ofMillis(500), addresses);
  }

  @Test
  void aTruncatedAnswerIsAskedForAgainOverTcp() throws Exception {
    zone.with(hosts(HOST, 60, 250));
    try (NameServer server = new NameServer(WireTest::truncated, this::honest)) {
      String answer = ask(server).get(60, TimeUnit.SECONDS).toString();
      assertThat(answer.split(",", -1)).hasSize(250);
      assertThat(server.overTcp).hasValue(1);
    }
  }

  @Test
  void garbageSilenceForeignIdsAndErrorsLeadToTheNextServer() throws Exception {
    Function<Message, byte[]> garbage =
        query -> {
          byte[] bytes = honest(query);
          bytes[7] = (byte) 0xff;
          bytes[13] = (byte) 0xc0;
          return bytes;
        };
    Function<Message, byte[]> silence = query -> null;
    Function<Message, byte[]> foreign =
        query -> {
          byte[] bytes = honest(query);
          bytes[0]++;
          return bytes;
        };
    Function<Message, byte[]> otherQuestion =
        query ->
            new Zone()
                .with(a("evil.internal", 60, "10.6.6.6"))
                .answer(Message.newQuery(a("evil.internal", 0, "0.0.0.0")))
                .toWire();
    Function<Message, byte[]> error =
        query -> new Zone().failing(Rcode.SERVFAIL).answer(query).toWire();
    try (NameServer first = new NameServer(garbage, garbage);
        NameServer second = new NameServer(silence, silence);
        NameServer third = new NameServer(foreign, foreign);
        NameServer fourth = new NameServer(otherQuestion, otherQuestion);
        NameServer fifth = new NameServer(error, error);
        NameServer last = new NameServer(this::honest, this::honest)) {
      String answer =
          ask(first, second, third, fourth, fifth, last).get(60, TimeUnit.SECONDS).toString();
      assertThat(answer).isEqualTo("PollAnswer[[10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80]]");
      assertThat(fifth.overUdp.get()).isPositive();
    }
  }

  /** RFC 2181: as zero, and not for ever. */
  @Test
  void aTtlWithItsHighestBitSetIsOfNoUse() throws Exception {
    try (NameServer server =
            new NameServer(
                query -> {
                  byte[] bytes = new Zone().with(hosts(HOST, 60, 1)).answer(query).toWire();
                  // The answer's TTL stands before its length and its address.
                  bytes[bytes.length - 10] = (byte) 0x80;
                  return bytes;
                },
                this::honest);
        Balancer<URI> balancer =
            Balancer.<URI>builder("orders")
                .source(
                    DnsSource.addresses(HOST, 80)
                        .withTtlBounds(Duration.ofMillis(10), Duration.ofDays(1))
                        .withServers(Duration.ofSeconds(5), server.address()))
                .awaitSource(PATIENCE)
                .build()) {
      assertThat(balancer.snapshot().endpoints()).hasSize(1);
      CountDownLatch pause = new CountDownLatch(1);
      for (int i = 0; i < 600 && server.overUdp.get() < 3; i++) {
        assertThat(pause.await(100, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(server.overUdp).hasValueGreaterThan(2);
    }
  }

  @Test
  void whenNobodyAnswersAllServersAreNamed() throws Exception {
    try (NameServer silent = new NameServer(query -> null, query -> new byte[0])) {
      assertThat(ask(silent))
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .withMessageContaining("no answer for orders.internal. A; ")
          .withMessageContaining("127.0.0.1:" + silent.address().getPort())
          .withMessageContaining("timed out");
    }
  }

  @Test
  void aBalancerIsFedFromTheWire() throws Exception {
    try (NameServer server = new NameServer(this::honest, this::honest);
        Balancer<URI> balancer =
            Balancer.<URI>builder("orders")
                .source(
                    DnsSource.addresses(HOST, 80)
                        .withServers(Duration.ofSeconds(5), server.address()))
                .awaitSource(PATIENCE)
                .build()) {
      assertThat(balancer.snapshot().endpoints()).hasSize(3);
    }
  }

  @Test
  void aConfigurationTellsTheZonesOfWhatDnsFinds() throws Exception {
    try (NameServer server = new NameServer(this::honest, this::honest)) {
      String location =
          "dns://%s:80?servers=127.0.0.1:%d&zones=10.0.0.0/31=a,10.0.0.2/31=b&regions=10.0.0.0/8=eu"
              .formatted(HOST, server.address().getPort());
      Map<String, String> properties =
          Map.of("lb.clients.orders.source", location, "lb.clients.orders.await-source", "1m");
      try (Balancer<URI> balancer = BalancerSettings.parse(properties).builder("orders").build()) {
        assertThat(balancer.snapshot().endpoints())
            .extracting(EndpointSnapshot::endpoint)
            .extracting(each -> each.id() + " " + each.region() + " " + each.zone())
            .containsExactly("10.0.0.1:80 eu a", "10.0.0.2:80 eu b", "10.0.0.3:80 eu b");
      }
    }
  }
}

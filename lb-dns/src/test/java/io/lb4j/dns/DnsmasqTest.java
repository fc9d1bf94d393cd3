package io.lb4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lb4j.Balancer;
import io.lb4j.endpoint.PollAnswer;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.SourceSnapshot;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real dnsmasq, where one is installed. */
final class DnsmasqTest {

  private static final String HOST = "orders.internal";

  @TempDir private Path directory;

  @BeforeAll
  static void skipWithoutDnsmasq() {
    assumeTrue(
        Dnsmasq.isInstalled(),
        "dnsmasq is not installed, so DNS is tested against fakes only; install it (Debian:"
            + " dnsmasq-base) to run these tests");
  }

  private static Balancer<URI> balancer(DnsSource source, Dnsmasq server) {
    return Balancer.<URI>builder("orders")
        .source(source.withServers(Duration.ofMillis(500), server.address()))
        .awaitSource(Duration.ofSeconds(60))
        .build();
  }

  private static BalancerSnapshot await(
      Balancer<URI> balancer, Predicate<BalancerSnapshot> condition) throws InterruptedException {
    CountDownLatch pause = new CountDownLatch(1);
    for (int i = 0; i < 600 && !condition.test(balancer.snapshot()); i++) {
      assertThat(pause.await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
    return balancer.snapshot();
  }

  private static SourceSnapshot source(BalancerSnapshot snapshot) {
    return Objects.requireNonNull(snapshot.source());
  }

  @Test
  void scaleUpIsNoticed() throws Exception {
    try (Dnsmasq server = new Dnsmasq(directory).hosts(HOST, 3).start();
        Balancer<URI> balancer = balancer(DnsSource.addresses(HOST, 80), server)) {
      assertThat(balancer.snapshot().endpoints()).hasSize(3);
      long before = System.nanoTime();
      server.hosts(HOST, 30).reload();
      assertThat(await(balancer, now -> now.endpoints().size() == 30).endpoints()).hasSize(30);
      System.out.printf(
          "dnsmasq, TTL 1 s: 3 to 30 endpoints noticed after %d ms%n",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
    }
  }

  @Test
  void aServerThatIsPausedOrKilledLosesNobody() throws Exception {
    try (Dnsmasq server = new Dnsmasq(directory).hosts(HOST, 3).start();
        Balancer<URI> balancer =
            balancer(DnsSource.addresses(HOST, 80).withStaleAfter(Duration.ofSeconds(2)), server)) {
      server.pause();
      assertThat(source(await(balancer, now -> source(now).stale())).stale()).isTrue();
      assertThat(balancer.snapshot().endpoints()).hasSize(3);
      server.resume();
      assertThat(source(await(balancer, now -> !source(now).stale())).stale()).isFalse();
      server.kill();
      assertThat(source(await(balancer, now -> source(now).failuresInARow() > 1)).lastFailure())
          .contains("127.0.0.1");
      server.hosts(HOST, 4).start();
      assertThat(await(balancer, now -> now.endpoints().size() == 4).endpoints()).hasSize(4);
    }
  }

  @Test
  void aNameThatDisappearsLosesNobody() throws Exception {
    try (Dnsmasq server = new Dnsmasq(directory).hosts(HOST, 3).start();
        Balancer<URI> balancer = balancer(DnsSource.addresses(HOST, 80), server)) {
      server.hosts("other.internal", 1).reload();
      BalancerSnapshot now = await(balancer, each -> source(each).failures() > 0);
      assertThat(source(now).lastFailure()).contains(HOST);
      assertThat(now.endpoints()).hasSize(3);
    }
  }

  @Test
  void serviceRecordsAreResolved() throws Exception {
    try (Dnsmasq server =
            new Dnsmasq(directory)
                .option("host-record=a.internal,10.0.0.1")
                .option("host-record=b.internal,10.0.0.2")
                .option("srv-host=_http._tcp.orders.internal,a.internal,8001,0,3")
                .option("srv-host=_http._tcp.orders.internal,b.internal,8002,1,1")
                .start();
        Balancer<URI> balancer =
            balancer(DnsSource.services("_http._tcp.orders.internal"), server)) {
      assertThat(balancer.snapshot().endpoints())
          .extracting(EndpointSnapshot::id)
          .containsExactly("10.0.0.1:8001", "10.0.0.2:8002");
      assertThat(balancer.snapshot().endpoints().get(0).endpoint().weight()).isEqualTo(3);
      assertThat(balancer.snapshot().endpoints().get(1).endpoint().priority()).isEqualTo(1);
    }
  }

  @Test
  void manyAddressesComeOverTcp() throws Exception {
    try (Dnsmasq server = new Dnsmasq(directory).hosts(HOST, 250).start()) {
      PollAnswer<URI> answer =
          DnsSource.addresses(HOST, 80)
              .withServers(Duration.ofSeconds(5), server.address())
              .poll()
              .ask()
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      assertThat(List.of(answer.toString().split(",", -1))).hasSize(250);
    }
  }
}

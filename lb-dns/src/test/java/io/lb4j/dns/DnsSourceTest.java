package io.lb4j.dns;

import static io.lb4j.dns.Records.a;
import static io.lb4j.dns.Records.aaaa;
import static io.lb4j.dns.Records.cname;
import static io.lb4j.dns.Records.hosts;
import static io.lb4j.dns.Records.srv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.Balancer;
import io.lb4j.BalancerListener;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.health.SlowStart;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.SourceChange;
import io.lb4j.snapshot.SourceSnapshot;
import io.lb4j.testkit.EndpointSourceContract;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/** What becomes of records, and when they are asked for again; in virtual time. */
final class DnsSourceTest {

  private static final String HOST = "orders.internal";
  private static final String SERVICE = "_http._tcp.orders.internal";

  private final Zone zone = new Zone();
  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final List<SourceChange> changes = new ArrayList<>();

  private Balancer<URI> balancer(DnsSource source) {
    return balancer((EndpointSource<URI>) source.askedOf(zone.asServers()));
  }

  private Balancer<URI> balancer(EndpointSource<URI> source) {
    Balancer<URI> balancer =
        Balancer.<URI>builder("orders")
            .source(source)
            .policy(SelectionPolicies.roundRobin())
            .slowStart(SlowStart.off())
            .ticker(ticker)
            .wallClock(ticker)
            .scheduler(scheduler)
            .random(ScriptedRandom.seeded(1))
            .listener(
                new BalancerListener() {
                  @Override
                  public void sourceChanged(SourceChange change) {
                    changes.add(change);
                  }
                })
            .build();
    scheduler.runDue();
    return balancer;
  }

  private Balancer<URI> byAddress() {
    return balancer(DnsSource.addresses(HOST, 8080));
  }

  private Balancer<URI> byService() {
    return balancer(DnsSource.services(SERVICE));
  }

  private static List<String> ids(Balancer<URI> balancer) {
    return balancer.snapshot().endpoints().stream().map(EndpointSnapshot::id).toList();
  }

  private static SourceSnapshot look(Balancer<URI> balancer) {
    return Objects.requireNonNull(balancer.snapshot().source());
  }

  private int asked() {
    return zone.asked.size();
  }

  @ParameterizedTest
  @EnumSource
  void addressesKeepToTheContract(EndpointSourceContract rule) {
    rule.check(new ZoneRegistry(false));
  }

  @ParameterizedTest
  @EnumSource
  void servicesKeepToTheContract(EndpointSourceContract rule) {
    rule.check(new ZoneRegistry(true));
  }

  @Test
  void scaleUpFrom3To30IsInUseWithinTheTtlAndASecond() {
    zone.with(hosts(HOST, 30, 3));
    Balancer<URI> balancer = byAddress();
    scheduler.advance(Duration.ofSeconds(61));
    zone.with(hosts(HOST, 30, 30));
    scheduler.advance(Duration.ofSeconds(30));
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      scheduler.advance(Duration.ofMillis(10));
      try (Lease<URI> lease = balancer.select()) {
        used.add(lease.endpoint().id());
        lease.report(Outcome.success());
      }
    }
    assertThat(used).hasSize(30);
  }

  @Test
  void anOutageOfAnHourLosesNobodyAndIsSeenToBeStale() {
    zone.with(hosts(HOST, 30, 3));
    Balancer<URI> balancer = byAddress();
    zone.failing(Rcode.SERVFAIL);
    scheduler.advance(Duration.ofMinutes(20));
    zone.silent();
    scheduler.advance(Duration.ofMinutes(20));
    zone.failing(Rcode.NXDOMAIN);
    scheduler.advance(Duration.ofMinutes(20));
    assertThat(ids(balancer)).hasSize(3);
    assertThat(look(balancer).stale()).isTrue();
    assertThat(look(balancer).age()).isEqualTo(Duration.ofHours(1));
    assertThat(look(balancer).lastFailure())
        .isEqualTo("orders.internal. does not exist (NXDOMAIN)");
    assertThat(changes).hasSize(1);
    zone.with(hosts(HOST, 30, 4));
    scheduler.advance(Duration.ofSeconds(31));
    assertThat(ids(balancer)).hasSize(4);
    assertThat(changes).extracting(SourceChange::stale).containsExactly(true, false);
  }

  @Test
  void theTtlIsHonouredWithinItsBounds() {
    assertQuestionsPerHour(30, 120, 134);
    assertQuestionsPerHour(0, 3600, 4000);
    assertQuestionsPerHour(86_400, 60, 67);
    assertQuestionsPerHour(Integer.MAX_VALUE, 60, 67);
  }

  private void assertQuestionsPerHour(long ttl, int least, int most) {
    zone.with(a(HOST, ttl, "10.0.0.1"));
    try (Balancer<URI> balancer = byAddress()) {
      int before = asked();
      scheduler.advance(Duration.ofHours(1));
      assertThat(asked() - before).as("TTL %d", ttl).isBetween(least, most);
      assertThat(ids(balancer)).hasSize(1);
    }
  }

  @Test
  void theSmallestTtlOfAChainOfAliasesCounts() {
    zone.with(
        cname(HOST, 3600, "b.internal"),
        cname("b.internal", 5, "c.internal"),
        a("c.internal", 3600, "10.0.0.1"));
    Balancer<URI> balancer = byAddress();
    assertThat(ids(balancer)).containsExactly("10.0.0.1:8080");
    int before = asked();
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(asked() - before).isEqualTo(1);
  }

  @Test
  void aRingOfAliasesIsAFailure() {
    zone.with(cname(HOST, 60, "b.internal"), cname("b.internal", 60, HOST));
    assertThat(look(byAddress()).lastFailure()).contains("aliases, or a ring of them");
  }

  @Test
  void anAliasThatLeadsElsewhereIsAskedForAndItsTtlCounts() {
    zone.with(cname(HOST, 5, "b.internal"), a("b.internal", 3600, "10.0.0.1")).notFollowing();
    Balancer<URI> balancer = byAddress();
    assertThat(ids(balancer)).containsExactly("10.0.0.1:8080");
    assertThat(zone.asked).containsExactly("orders.internal. A", "b.internal. A");
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(asked()).isEqualTo(4);
  }

  @Test
  void aRingOfAliasesThatLeadElsewhereEnds() {
    zone.with(cname(HOST, 60, "b.internal"), cname("b.internal", 60, HOST)).notFollowing();
    assertThat(look(byAddress()).lastFailure()).contains("aliases, or a ring of them");
  }

  @Test
  void addressesOfOtherNamesAreNotTaken() {
    zone.with(a(HOST, 60, "10.0.0.1")).slippingIn(a("evil.internal", 60, "10.6.6.6"));
    assertThat(ids(byAddress())).containsExactly("10.0.0.1:8080");
  }

  @Test
  void aNameThatDoesNotExistIsNotAskedForAgainByItsOtherFamily() {
    zone.with(a("other.internal", 60, "10.0.0.1"));
    assertThat(look(byAddress()).lastFailure()).contains("NXDOMAIN");
    assertThat(zone.asked).containsExactly("orders.internal. A");
  }

  @Test
  void ofBothFamiliesTheSmallerTtlCounts() {
    zone.with(a(HOST, 60, "10.0.0.1"), aaaa(HOST, 5, "2001:db8::1"));
    balancer(DnsSource.addresses(HOST, 8080).withFamily(AddressFamily.IPV4_AND_IPV6));
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(asked()).isEqualTo(4);
  }

  @Test
  void whoWantsBothFamiliesAsksThoughOneIsSentAlong() {
    zone.with(
            srv(SERVICE, 60, 0, 1, 80, "a.internal"),
            a("a.internal", 60, "10.0.0.1"),
            aaaa("a.internal", 60, "2001:db8::1"))
        .sendingAlong(a("a.internal", 60, "10.0.0.1"));
    DnsSource both = DnsSource.services(SERVICE).withFamily(AddressFamily.IPV4_AND_IPV6);
    assertThat(ids(balancer(both))).hasSize(2);
  }

  @Test
  void answersInAnotherOrderAreTheSameSet() {
    zone.with(a(HOST, 1, "10.0.0.1"), a(HOST, 1, "10.0.0.2"), a(HOST, 1, "10.0.0.2"));
    Balancer<URI> balancer = byAddress();
    zone.with(a(HOST, 1, "10.0.0.2"), a(HOST, 1, "10.0.0.1"));
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(ids(balancer)).containsExactly("10.0.0.1:8080", "10.0.0.2:8080");
  }

  @Test
  void aDualStackInstanceIsOneEndpointUnlessAskedOtherwise() {
    zone.with(a(HOST, 60, "10.0.0.1"), aaaa(HOST, 60, "2001:db8::1"));
    DnsSource source = DnsSource.addresses(HOST, 8080).withScheme("https");
    assertThat(ids(balancer(source))).containsExactly("10.0.0.1:8080");
    assertThat(ids(balancer(source.withFamily(AddressFamily.IPV6))))
        .containsExactly("[2001:db8:0:0:0:0:0:1]:8080");
    assertThat(ids(balancer(source.withFamily(AddressFamily.IPV4_AND_IPV6)))).hasSize(2);
    zone.with(aaaa(HOST, 60, "2001:db8::1"));
    Balancer<URI> v6 = balancer(source);
    assertThat(v6.snapshot().endpoints().get(0).endpoint().target())
        .isEqualTo(URI.create("https://[2001:db8:0:0:0:0:0:1]:8080"));
  }

  @Test
  void noAddressesIsAFailureThatSaysSo() {
    zone.with(cname("other", 1, "x"), srv(HOST, 1, 0, 0, 80, "x"));
    assertThat(look(byAddress()).lastFailure()).isEqualTo("orders.internal. has no addresses");
  }

  @Test
  void serviceRecordsCarryPriorityWeightAndPort() {
    zone.with(
        srv(SERVICE, 60, 0, 3, 8001, "a.internal"),
        srv(SERVICE, 60, 0, 1, 8002, "b.internal"),
        srv(SERVICE, 60, 5, 0, 8003, "c.internal"),
        a("a.internal", 60, "10.0.0.1"),
        a("b.internal", 60, "10.0.0.2"),
        a("b.internal", 60, "10.0.0.3"),
        a("c.internal", 60, "10.0.0.4"));
    Balancer<URI> balancer = byService();
    assertThat(balancer.snapshot().endpoints())
        .extracting(
            each -> each.id() + " " + each.endpoint().priority() + " " + each.endpoint().weight())
        .containsExactly(
            "10.0.0.1:8001 0 3.0",
            "10.0.0.2:8002 0 0.5",
            "10.0.0.3:8002 0 0.5",
            "10.0.0.4:8003 5 1.0");
    assertThat(balancer.snapshot().endpoints().get(1).endpoint().metadata())
        .containsEntry("dns_target", "b.internal");
  }

  @Test
  void zonesFollowFromTheNetworksOfAddresses() {
    zone.with(
        srv(SERVICE, 60, 1, 3, 8001, "a.internal"),
        a("a.internal", 60, "10.0.1.7"),
        a("a.internal", 60, "10.0.2.7"),
        a("a.internal", 60, "10.0.3.7"));
    DnsSource source = DnsSource.services(SERVICE).askedOf(zone.asServers());
    Balancer<URI> balancer =
        balancer(source.map(NetworkPlaces.zones(Map.of("10.0.1.0/24", "a", "10.0.2.0/24", "b"))));
    assertThat(balancer.snapshot().endpoints())
        .extracting(EndpointSnapshot::endpoint)
        .extracting(each -> each.id() + " " + each.zone() + " " + each.weight())
        .containsExactly("10.0.1.7:8001 a 1.0", "10.0.2.7:8001 b 1.0", "10.0.3.7:8001 null 1.0");
    assertThat(balancer.snapshot().endpoints().get(0).endpoint().priority()).isEqualTo(1);
  }

  @Test
  void addressesThatAreSentAlongAreNotAskedFor() {
    zone.with(srv(SERVICE, 60, 0, 1, 80, "a.internal"))
        .sendingAlong(a("a.internal", 60, "10.0.0.1"));
    assertThat(ids(byService())).containsExactly("10.0.0.1:80");
    assertThat(zone.asked).containsExactly(SERVICE + ". SRV");
  }

  @Test
  void aTargetThatDoesNotExistIsLeftOut() {
    zone.with(
        srv(SERVICE, 60, 0, 1, 80, "a.internal"),
        srv(SERVICE, 60, 0, 1, 80, "gone.internal"),
        a("a.internal", 60, "10.0.0.1"));
    assertThat(ids(byService())).containsExactly("10.0.0.1:80");
  }

  @Test
  void weightsOfTargetsThatDoNotExistLeaveNobodyWeightless() {
    zone.with(
        srv(SERVICE, 60, 0, 0, 80, "a.internal"),
        srv(SERVICE, 60, 0, 5, 80, "gone.internal"),
        srv(SERVICE, 60, 1, 7, 80, "b.internal"),
        a("a.internal", 60, "10.0.0.1"),
        a("b.internal", 60, "10.0.0.2"));
    assertThat(byService().snapshot().endpoints())
        .extracting(each -> each.id() + " " + each.endpoint().weight())
        .containsExactly("10.0.0.1:80 1.0", "10.0.0.2:80 7.0");
  }

  @Test
  void aTargetWithoutWeightGetsNoTrafficWhileOthersHaveOne() {
    zone.with(
        srv(SERVICE, 60, 0, 0, 80, "a.internal"),
        srv(SERVICE, 60, 0, 1, 80, "b.internal"),
        a("a.internal", 60, "10.0.0.1"),
        a("b.internal", 60, "10.0.0.2"));
    assertThat(byService().snapshot().endpoints())
        .extracting(each -> each.endpoint().weight())
        .containsExactly(0.0, 1.0);
  }

  @Test
  void twoNamesForOneServerAreOneEndpointWhateverTheOrderOfTheAnswer() {
    Record first = srv(SERVICE, 1, 0, 1, 80, "a.internal");
    Record second = srv(SERVICE, 1, 0, 3, 80, "b.internal");
    Record address = a("a.internal", 60, "10.0.0.1");
    Record same = a("b.internal", 60, "10.0.0.1");
    zone.with(first, second, address, same);
    Balancer<URI> balancer = byService();
    Endpoint<?> before = balancer.snapshot().endpoints().get(0).endpoint();
    zone.with(second, first, address, same);
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(balancer.snapshot().endpoints())
        .singleElement()
        .extracting(EndpointSnapshot::endpoint)
        .isEqualTo(before);
  }

  @Test
  void aServerOfTwoPrioritiesHasTheOneThatIsUsedFirst() {
    zone.with(
        srv(SERVICE, 1, 300, 1, 80, "a.internal"),
        srv(SERVICE, 1, 2, 1, 80, "b.internal"),
        a("a.internal", 60, "10.0.0.1"),
        a("b.internal", 60, "10.0.0.1"));
    assertThat(byService().snapshot().endpoints())
        .singleElement()
        .satisfies(each -> assertThat(each.endpoint().priority()).isEqualTo(2));
  }

  @Test
  void theSmallestTtlOfServicesAndAddressesCounts() {
    zone.with(srv(SERVICE, 60, 0, 1, 80, "a.internal"), a("a.internal", 5, "10.0.0.1"));
    byService();
    int before = asked();
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(asked() - before).as("one of each").isEqualTo(2);
  }

  @Test
  void theTtlOfWhatIsSentAlongCountsToo() {
    zone.with(srv(SERVICE, 60, 0, 1, 80, "a.internal"))
        .sendingAlong(a("a.internal", 5, "10.0.0.1"));
    byService();
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void manyTargetsAreAskedForByTurns() {
    List<Record> records = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      records.add(srv(SERVICE, 60, 0, 1, 80, "host" + i));
      records.add(a("host" + i, 60, "10.0.0." + i));
    }
    zone.with(records.toArray(Record[]::new));
    assertThat(ids(byService())).hasSize(100);
    assertThat(zone.asked).hasSize(101).doesNotHaveDuplicates();
  }

  @Test
  void aTargetOfWhichNothingIsKnownFailsThePoll() {
    zone.with(
        srv(SERVICE, 1, 0, 1, 80, "a.internal"),
        srv(SERVICE, 1, 0, 1, 80, "b.internal"),
        a("a.internal", 60, "10.0.0.1"),
        a("b.internal", 60, "10.0.0.2"));
    Balancer<URI> balancer = byService();
    zone.failingFor("b.internal");
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(ids(balancer)).hasSize(2);
    assertThat(look(balancer).lastFailure()).contains("b.internal. A; zone: SERVFAIL");
  }

  @Test
  void aServerThatIsSlowHasAllOfItsTimeBeforeThePollIsGivenUp() {
    zone.silent();
    Balancer<URI> balancer =
        balancer(DnsSource.addresses(HOST, 8080).withServers(Duration.ofSeconds(20)));
    scheduler.advance(Duration.ofSeconds(59));
    assertThat(look(balancer).failures()).isZero();
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(look(balancer).lastFailure()).isEqualTo("no answer within 1m");
  }

  @Test
  void theRootAsTargetMeansThatThereIsNoService() {
    zone.with(srv(SERVICE, 1, 0, 1, 80, "a.internal"), a("a.internal", 60, "10.0.0.1"));
    Balancer<URI> balancer = byService();
    zone.with(srv(SERVICE, 1, 0, 0, 0, "."));
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(ids(balancer)).isEmpty();
    assertThat(look(balancer).failures()).isZero();
  }

  @Test
  void theSecondServerIsAskedWhenTheFirstFails() {
    Zone first = new Zone().failing(Rcode.REFUSED);
    zone.with(a(HOST, 60, "10.0.0.1"));
    NameServers both =
        new NameServers(
            List.of(
                new NameServers.Server("first", first), new NameServers.Server("second", zone)));
    AddressLookup lookup = new AddressLookup(new RecordLookup(both), AddressFamily.IPV4);
    assertThat(lookup.find(Records.name(HOST)).toCompletableFuture().join().list()).hasSize(1);
    zone.failing(Rcode.SERVFAIL);
    assertThat(lookup.find(Records.name(HOST)).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining("orders.internal. A; first: REFUSED; second: SERVFAIL");
    assertThat(first.asked).hasSize(2);
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DnsSource.addresses("a..b", 80))
        .withMessageContaining("\"a..b\" is no name of DNS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DnsSource.addresses(HOST, 0))
        .withMessageContaining("1 to 65535");
    DnsSource source = DnsSource.services(SERVICE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.withTtlBounds(Duration.ofMinutes(2), Duration.ofMinutes(1)))
        .withMessageContaining("at least the floor, 2m");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                source.withServers(
                    Duration.ofSeconds(1), InetSocketAddress.createUnresolved("ns", 53)))
        .withMessageContaining("give its IP address");
    assertThat(source.name()).isEqualTo("srv:" + SERVICE);
  }

  /** Member i is 10.0.0.i. */
  private record ZoneRegistry(boolean service, Zone zone, DnsSource source)
      implements EndpointSourceContract.Registry {

    ZoneRegistry(boolean service) {
      this(service, new Zone());
    }

    private ZoneRegistry(boolean service, Zone zone) {
      this(
          service,
          zone,
          (service ? DnsSource.services(SERVICE) : DnsSource.addresses(HOST, 8080))
              .askedOf(zone.asServers()));
    }

    @Override
    public void publish(List<Integer> members) {
      List<Record> records = new ArrayList<>();
      for (int member : members) {
        if (service) {
          records.add(srv(SERVICE, 10, 0, 1, 8080, "host" + member));
          records.add(a("host" + member, 20, "10.0.0." + member));
        } else {
          records.add(a(HOST, 10, "10.0.0." + member));
        }
      }
      zone.with(records.toArray(Record[]::new));
    }

    @Override
    public void fail() {
      zone.failing(Rcode.SERVFAIL);
    }

    @Override
    public boolean hang() {
      zone.silent();
      return true;
    }

    @Override
    public int memberOf(Endpoint<?> endpoint) {
      return Integer.parseInt(endpoint.id().replaceAll("10\\.0\\.0\\.(\\d+):.*", "$1"));
    }

    @Override
    public Duration noticedWithin() {
      return Duration.ofSeconds(10);
    }
  }
}

package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthChecks;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.zone.ClientSubsetting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A balancer that is given 200 endpoints and uses 20. */
final class PartOfTheSetTest {

  private static final ClientSubsetting TWENTY = ClientSubsetting.rendezvous("client-1", 20);

  private static VirtualFleet fleet() {
    return new VirtualFleet(200, builder -> builder.subsetting(TWENTY));
  }

  private static Set<String> members(VirtualFleet fleet) {
    Set<String> ids = new HashSet<>();
    fleet.balancer.snapshot().endpoints().stream().map(EndpointSnapshot::id).forEach(ids::add);
    return ids;
  }

  @Test
  void picturesSayHowManyOfHowMany() {
    VirtualFleet fleet = fleet();
    assertThat(fleet.balancer.snapshot().endpoints()).hasSize(20);
    assertThat(fleet.balancer.snapshot().offered()).isEqualTo(200);
    assertThat(fleet.balancer.explain(SelectionContext.none()).situation())
        .isEqualTo("20 of 20 available endpoints can serve; this client uses 20 of 200 endpoints");
    fleet.balancer.update(VirtualFleet.endpoints(10));
    assertThat(fleet.balancer.snapshot().offered()).isEqualTo(10);
    assertThat(fleet.balancer.explain(SelectionContext.none()).situation())
        .isEqualTo("10 of 10 available endpoints can serve");
  }

  @Test
  void updatesThatDoNotTouchThePartChangeNothing() {
    VirtualFleet fleet = fleet();
    Set<String> part = members(fleet);
    List<Endpoint<String>> more = new ArrayList<>(VirtualFleet.endpoints(200));
    more.removeIf(endpoint -> !part.contains(endpoint.id()) && endpoint.id().endsWith("7"));
    fleet.balancer.update(more);
    fleet.settle();
    assertThat(members(fleet)).isEqualTo(part);
    assertThat(fleet.membershipChanges).hasSize(1);
    assertThat(fleet.balancer.snapshot().offered()).isEqualTo(more.size());
  }

  @Test
  void whoMovesInForOneThatLeftStartsSlowly() {
    VirtualFleet fleet = fleet();
    Set<String> before = members(fleet);
    String left = before.iterator().next();
    List<Endpoint<String>> fewer = new ArrayList<>(VirtualFleet.endpoints(200));
    fewer.removeIf(endpoint -> endpoint.id().equals(left));
    fleet.balancer.update(fewer);
    fleet.settle();
    MembershipChange change = fleet.membershipChanges.get(1);
    assertThat(change.removed()).containsExactly(left);
    assertThat(change.added()).hasSize(1);
    assertThat(before).doesNotContainAnyElementsOf(change.added());
    EndpointSnapshot newcomer = fleet.look(change.added().get(0));
    assertThat(newcomer.slowStartShare()).isLessThan(0.2);
  }

  @Test
  void onlyThePartIsChecked() {
    Set<String> checked = new HashSet<>();
    VirtualFleet fleet =
        new VirtualFleet(
            200,
            builder ->
                builder
                    .subsetting(TWENTY)
                    .healthChecks(
                        HealthChecks.<String>of(
                            endpoint -> {
                              checked.add(endpoint.id());
                              return CompletableFuture.completedFuture(CheckResult.passed());
                            })));
    fleet.pass(Duration.ofMinutes(1));
    assertThat(checked).isEqualTo(members(fleet));
  }

  @Test
  void aRuleThatChoosesNobodyFailsWhereItIsGivenTheSet() {
    VirtualFleet fleet = new VirtualFleet(3, builder -> builder);
    assertThatThrownBy(() -> new VirtualFleet(3, builder -> builder.subsetting(all -> Set.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chose none of 3 endpoints");
    assertThat(fleet.balancer.snapshot().offered()).isEqualTo(3);
  }

  @Test
  void aNumberOfClientsThatChangesIsADelegate() {
    int[] clients = {10};
    VirtualFleet fleet =
        new VirtualFleet(
            200,
            builder ->
                builder.subsetting(
                    all -> ClientSubsetting.deterministic("front", 7, clients[0], 20).choose(all)));
    Set<String> before = members(fleet);
    clients[0] = 20;
    fleet.balancer.update(VirtualFleet.endpoints(200));
    assertThat(members(fleet)).hasSize(20).isNotEqualTo(before);
  }
}

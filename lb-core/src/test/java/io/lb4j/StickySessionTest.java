package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.DrainResult.Status;
import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.affinity.SessionAffinity;
import io.lb4j.affinity.SessionStats;
import io.lb4j.affinity.SessionStore;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.PanicPolicy;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.request.ServerState;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.snapshot.LeaseTrace.Route;
import io.lb4j.snapshot.SkewCause;
import io.lb4j.time.Ticker;
import io.lb4j.zone.SubsetPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions that are bound to endpoints, and what happens to them. */
final class StickySessionTest {

  private static final int SESSIONS = 60;

  private final VirtualFleet fleet = sticky(SessionAffinity.inMemory());

  private static VirtualFleet sticky(SessionAffinity affinity) {
    return new VirtualFleet(3, builder -> builder.affinity(affinity));
  }

  private static String call(VirtualFleet fleet, SelectionContext context, Outcome outcome) {
    try (Lease<String> lease = fleet.balancer.select(context)) {
      lease.report(outcome);
      return lease.endpoint().id();
    }
  }

  private static String call(VirtualFleet fleet, String session) {
    return call(fleet, SelectionContext.forKey(session), Outcome.success());
  }

  private static Map<String, String> callAll(VirtualFleet fleet) {
    Map<String, String> where = new HashMap<>();
    for (int i = 0; i < SESSIONS; i++) {
      where.put("s" + i, call(fleet, "s" + i));
    }
    return where;
  }

  /** Begins a session on a certain endpoint. */
  private static void begin(VirtualFleet fleet, String session, String id) {
    fleet.balancer.sessions().learn(session, id);
  }

  private static Endpoint<?> endpoint(String id) {
    return VirtualFleet.named(id);
  }

  private static Reason failure(VirtualFleet fleet, SelectionContext context) {
    try (Lease<String> lease = fleet.balancer.select(context)) {
      lease.report(Outcome.ignored());
      throw new AssertionError("went to " + lease.endpoint().id());
    } catch (NoEndpointAvailableException e) {
      return e.reason();
    }
  }

  private SessionStats stats() {
    return fleet.balancer.snapshot().sessions();
  }

  static Stream<SelectionPolicy> policies() {
    return Stream.of(
        SelectionPolicies.roundRobin(),
        SelectionPolicies.random(),
        SelectionPolicies.peakEwma(),
        SelectionPolicies.leastRequests(),
        SelectionPolicies.ringHash(),
        SelectionPolicies.firstAvailable());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aSessionStaysWhereItBeganUnderAnyPolicy(SelectionPolicy policy) {
    VirtualFleet any =
        new VirtualFleet(3, builder -> builder.policy(policy).affinity(SessionAffinity.inMemory()));
    Map<String, String> first = callAll(any);
    any.balancer.update(VirtualFleet.endpoints(5));
    any.pass(Duration.ofMinutes(5));
    assertThat(callAll(any)).isEqualTo(first);
  }

  @Test
  void newSessionsAreSpreadByThePolicy() {
    VirtualFleet turns =
        new VirtualFleet(
            3,
            builder ->
                builder
                    .policy(SelectionPolicies.roundRobin())
                    .affinity(SessionAffinity.inMemory()));
    List<String> ids = new ArrayList<>(callAll(turns).values());
    for (String id : List.of("a", "b", "c")) {
      assertThat(ids).filteredOn(id::equals).hasSize(SESSIONS / 3);
    }
  }

  @Test
  void requestsWithoutAKeyBelongToNoSession() {
    call(fleet, SelectionContext.none(), Outcome.success());
    call(fleet, SelectionContext.forHash(7), Outcome.success());
    assertThat(stats()).isEqualTo(new SessionStats(0, 0, 0, 0, 0));
  }

  @Test
  void whenAnEndpointIsRemovedItsSessionsMoveOnceAndTheOthersStay() {
    Map<String, String> before = callAll(fleet);
    fleet.balancer.update(List.of(VirtualFleet.named("a"), VirtualFleet.named("b")));
    Map<String, String> after = callAll(fleet);
    before.forEach(
        (session, id) -> {
          if (id.equals("c")) {
            assertThat(after.get(session)).isIn("a", "b");
          } else {
            assertThat(after).containsEntry(session, id);
          }
        });
    fleet.balancer.update(VirtualFleet.endpoints(3));
    assertThat(callAll(fleet)).isEqualTo(after);
    assertThat(stats().moved()).isEqualTo(before.values().stream().filter("c"::equals).count());
  }

  @Test
  void whenAnEndpointIsEjectedItsSessionsMoveAndDoNotComeBack() {
    begin(fleet, "s", "b");
    fleet.report("b", Outcome.connectFailure(), 5);
    String next = call(fleet, "s");
    assertThat(next).isNotEqualTo("b");
    fleet.pass(Duration.ofMinutes(2));
    assertThat(call(fleet, "s")).isEqualTo(next);
  }

  @Test
  void anEndpointThatHasFailedEnoughIsPassedOverBeforeItIsJudged() {
    begin(fleet, "s", "b");
    for (int i = 0; i < 5; i++) {
      call(fleet, SelectionContext.none().preferring("b"), Outcome.connectFailure());
    }
    assertThat(call(fleet, "s")).isNotEqualTo("b");
  }

  @Test
  void aDisabledEndpointServesNoSession() {
    begin(fleet, "s", "b");
    fleet.balancer.disable("b");
    assertThat(call(fleet, "s")).isNotEqualTo("b");
    assertThat(stats().moved()).isEqualTo(1);
  }

  @Test
  void aDrainingEndpointKeepsItsSessionsUntilTheLimitAndGetsNoNewOnes() {
    begin(fleet, "old", "b");
    CompletableFuture<DrainResult> drained =
        fleet.balancer.drain("b", Duration.ofMinutes(10)).toCompletableFuture();
    assertThat(callAll(fleet).values()).doesNotContain("b");
    for (int minute = 0; minute < 9; minute++) {
      fleet.pass(Duration.ofMinutes(1));
      assertThat(call(fleet, "old")).isEqualTo("b");
      assertThat(drained).isNotDone();
    }
    fleet.pass(Duration.ofSeconds(61));
    assertThat(drained.join()).isEqualTo(new DrainResult("b", Status.DRAINED, 0));
    assertThat(call(fleet, "old")).isNotEqualTo("b");
  }

  @Test
  void aDrainingEndpointThatFailsLosesItsSessions() {
    begin(fleet, "s", "b");
    fleet.balancer.drain("b", Duration.ofMinutes(10));
    for (int i = 0; i < 5; i++) {
      call(fleet, SelectionContext.forKey("s"), Outcome.connectFailure());
    }
    fleet.settle();
    assertThat(call(fleet, "s")).isNotEqualTo("b");
  }

  @Test
  void anEndpointThatIsEnabledAgainHasItsSessionsAllAlong() {
    begin(fleet, "s", "b");
    fleet.balancer.drain("b", Duration.ofMinutes(10));
    fleet.balancer.enable("b");
    assertThat(call(fleet, "s")).isEqualTo("b");
  }

  @Test
  void whoNamesADrainingEndpointContinuesASessionThere() {
    VirtualFleet plain = new VirtualFleet(3);
    CompletableFuture<DrainResult> drained =
        plain.balancer.drain("b", Duration.ofMinutes(1)).toCompletableFuture();
    SelectionContext named = SelectionContext.none().preferring("b");
    assertThat(call(plain, named, Outcome.success())).isEqualTo("b");
    plain.pass(Duration.ofSeconds(59));
    assertThat(drained).isNotDone();
    assertThat(plain.balancer.explain(named).toString())
        .contains("preferred by the context, DRAINING for others");
    plain.pass(Duration.ofSeconds(2));
    assertThat(drained).isDone();
    assertThat(call(plain, named, Outcome.success())).isNotEqualTo("b");
  }

  @Test
  void aServerThatSaysThatItGoesLosesItsSessions() {
    begin(fleet, "s", "b");
    call(
        fleet,
        SelectionContext.forKey("s"),
        Outcome.success().withServerState(ServerState.DRAINING));
    fleet.settle();
    fleet.pass(Duration.ofMillis(200));
    assertThat(call(fleet, "s")).isNotEqualTo("b");
  }

  @Test
  void aDegradedEndpointKeepsItsSessionsAndGetsNoNewOnes() {
    VirtualFleet five =
        new VirtualFleet(5, builder -> builder.affinity(SessionAffinity.inMemory()));
    begin(five, "s", "b");
    Outcome degraded = Outcome.success().withServerState(ServerState.DEGRADED);
    call(five, SelectionContext.forKey("s"), degraded);
    five.settle();
    five.pass(Duration.ofMillis(200));
    assertThat(callAll(five).values()).doesNotContain("b");
    assertThat(call(five, SelectionContext.forKey("s"), degraded)).isEqualTo("b");
  }

  @Test
  void anEndpointOfWeightZeroKeepsItsSessionsAndGetsNoNewOnes() {
    begin(fleet, "s", "b");
    fleet.balancer.update(
        List.of(VirtualFleet.named("a"), Endpoint.builder("b", "b").weight(0).build()));
    assertThat(callAll(fleet).values()).containsOnly("a");
    assertThat(call(fleet, "s")).isEqualTo("b");
  }

  @Test
  void aFullEndpointKeepsTheSessionWhileOneRequestGoesElsewhere() {
    Endpoint<String> narrow = Endpoint.builder("a", "a").maxConcurrency(1).build();
    VirtualFleet limited =
        new VirtualFleet(
            List.of(narrow, VirtualFleet.named("b")),
            builder -> builder.affinity(SessionAffinity.inMemory()));
    begin(limited, "s", "a");
    try (Lease<String> held = limited.balancer.select(SelectionContext.forKey("s"))) {
      assertThat(held.endpoint().id()).isEqualTo("a");
      assertThat(call(limited, "s")).isEqualTo("b");
      held.report(Outcome.success());
    }
    assertThat(call(limited, "s")).isEqualTo("a");
    assertThat(limited.balancer.snapshot().sessions().moved()).isZero();
  }

  @Test
  void aFurtherAttemptThatSucceedsTakesTheSessionWithIt() {
    begin(fleet, "s", "a");
    SelectionContext again = SelectionContext.forKey("s").avoiding(endpoint("a"));
    String other = call(fleet, again, Outcome.success());
    assertThat(other).isNotEqualTo("a");
    assertThat(call(fleet, "s")).isEqualTo(other);
  }

  @Test
  void aFurtherAttemptThatFailsLeavesTheSession() {
    begin(fleet, "s", "a");
    SelectionContext again = SelectionContext.forKey("s").avoiding(endpoint("a"));
    assertThat(call(fleet, again, Outcome.failure())).isNotEqualTo("a");
    assertThat(call(fleet, "s")).isEqualTo("a");
  }

  @Test
  void aHedgeThatWinsLeavesTheSession() {
    begin(fleet, "s", "a");
    SelectionContext beside =
        SelectionContext.forKey("s").avoiding(endpoint("a")).asAttempt(AttemptKind.HEDGE);
    assertThat(call(fleet, beside, Outcome.success())).isNotEqualTo("a");
    assertThat(call(fleet, "s")).isEqualTo("a");
  }

  @Test
  void aSessionThatRequiresALabelElsewhereStays() {
    VirtualFleet labelled =
        new VirtualFleet(
            List.of(
                VirtualFleet.named("a"),
                Endpoint.builder("b", "b").metadata(Map.of("stage", "canary")).build()),
            builder -> builder.affinity(SessionAffinity.inMemory()));
    begin(labelled, "s", "a");
    SelectionContext canary = SelectionContext.forKey("s").requiring("stage", "canary");
    assertThat(call(labelled, canary, Outcome.success())).isEqualTo("b");
    assertThat(call(labelled, "s")).isEqualTo("a");
  }

  private static VirtualFleet divided(SessionAffinity affinity) {
    VirtualFleet divided =
        new VirtualFleet(
            List.of(
                VirtualFleet.named("a"),
                Endpoint.builder("b", "b").metadata(Map.of("stage", "canary")).build()),
            builder -> builder.affinity(affinity).subsets(SubsetPolicy.by("stage")));
    begin(divided, "s", "a");
    return divided;
  }

  @Test
  void aSessionThatAsksForASubsetItsEndpointIsNotInStays() {
    VirtualFleet divided = divided(SessionAffinity.inMemory());
    SelectionContext canary = S.requiring("stage", "canary");
    assertThat(call(divided, canary, Outcome.success())).isEqualTo("b");
    assertThat(call(divided, "s")).isEqualTo("a");
    assertThat(divided.balancer.explain(canary).toString())
        .contains("pinned to a, which is not in the subset");
    divided.balancer.update(
        List.of(Endpoint.builder("b", "b").metadata(Map.of("stage", "canary")).build()));
    assertThat(call(divided, canary, Outcome.success())).isEqualTo("b");
    assertThat(call(divided, "s")).isEqualTo("b");
  }

  @Test
  void aStrictSessionDoesNotGoToASubsetItsEndpointIsNotIn() {
    VirtualFleet divided = divided(SessionAffinity.inMemory().strict());
    assertThat(failure(divided, S.requiring("stage", "canary"))).isEqualTo(Reason.NO_MATCH);
    divided.balancer.update(
        List.of(Endpoint.builder("b", "b").metadata(Map.of("stage", "canary")).build()));
    assertThat(failure(divided, S.requiring("stage", "canary"))).isEqualTo(Reason.AFFINITY_LOST);
  }

  @Test
  void aDrainingEndpointServesNoRequestOfItsSessionsThatRequiresALabelItLacks() {
    VirtualFleet labelled =
        new VirtualFleet(
            List.of(
                VirtualFleet.named("a"),
                Endpoint.builder("b", "b").metadata(Map.of("stage", "canary")).build()),
            builder -> builder.affinity(SessionAffinity.inMemory()));
    begin(labelled, "s", "a");
    labelled.balancer.drain("a", Duration.ofMinutes(10));
    SelectionContext canary = SelectionContext.forKey("s").requiring("stage", "canary");
    assertThat(call(labelled, canary, Outcome.success())).isEqualTo("b");
    assertThat(call(labelled, "s")).isEqualTo("a");
  }

  @Test
  void aFurtherAttemptDoesNotGoBackToADrainingEndpoint() {
    begin(fleet, "s", "a");
    fleet.balancer.drain("a", Duration.ofMinutes(10));
    SelectionContext again = SelectionContext.forKey("s").avoiding(endpoint("a"));
    assertThat(call(fleet, again, Outcome.failure())).isNotEqualTo("a");
    assertThat(call(fleet, "s")).isEqualTo("a");
  }

  @Test
  void whatAServerSaysOfItsSessionCountsMoreThanAPick() {
    String picked = call(fleet, "s");
    String other = picked.equals("a") ? "b" : "a";
    fleet.balancer.sessions().learn("s", other);
    assertThat(call(fleet, "s")).isEqualTo(other);
    fleet.balancer.sessions().learn("s", other);
    assertThat(stats().moved()).isEqualTo(1);
  }

  @Test
  void whoNamesAnEndpointNeitherAsksForTheSessionNorMovesIt() {
    begin(fleet, "s", "a");
    SelectionContext named = SelectionContext.forKey("s").preferring("b");
    assertThat(call(fleet, named, Outcome.success())).isEqualTo("b");
    assertThat(call(fleet, "s")).isEqualTo("a");
  }

  @Test
  void theRequestThatTestsAnEjectedEndpointDoesNotBindItsSessionToIt() {
    fleet.report("b", Outcome.connectFailure(), 5);
    fleet.pass(Duration.ofSeconds(31));
    String first = call(fleet, SelectionContext.forKey("s"), Outcome.connectFailure());
    assertThat(first).isEqualTo("b");
    assertThat(fleet.balancer.sessions().endpointOf("s")).isNull();
    fleet.settle();
    String second = call(fleet, "s");
    assertThat(second).isNotEqualTo("b");
    assertThat(call(fleet, "s")).isEqualTo(second);
  }

  @Test
  void sessionsAreForgottenWhenNobodyUsesThem() {
    begin(fleet, "s", "b");
    fleet.pass(Duration.ofMinutes(31));
    assertThat(stats().active()).isZero();
  }

  @Test
  void anEndedSessionIsPickedAnew() {
    begin(fleet, "s", "a");
    fleet.balancer.sessions().end("s");
    assertThat(fleet.balancer.sessions().endpointOf("s")).isNull();
  }

  // Strict sessions.

  private static final SelectionContext S = SelectionContext.forKey("s");

  private static VirtualFleet strictOn(String id) {
    VirtualFleet strict = sticky(SessionAffinity.inMemory().strict());
    begin(strict, "s", id);
    return strict;
  }

  @Test
  void aStrictSessionFailsWhileItsEndpointIsAwayAndGoesOnWhenItIsBack() {
    VirtualFleet strict = strictOn("b");
    strict.balancer.update(VirtualFleet.endpoints(1));
    assertThatExceptionOfType(NoEndpointAvailableException.class)
        .isThrownBy(() -> strict.balancer.select(S))
        .withMessage(
            "balancer fleet has lost the endpoint that the session is bound to, and a strict"
                + " session goes nowhere else; wait for the endpoint, or end the session"
                + " (AFFINITY_LOST: {AFFINITY_LOST=1})");
    assertThat(strict.balancer.snapshot().noEndpointFailures()).isEqualTo(1);
    strict.balancer.update(VirtualFleet.endpoints(3));
    assertThat(call(strict, "s")).isEqualTo("b");
  }

  @Test
  void aStrictSessionIsLostWhenItsEndpointIsEjectedOrDisabled() {
    VirtualFleet ejected = strictOn("b");
    ejected.report("b", Outcome.connectFailure(), 5);
    assertThat(failure(ejected, S)).isEqualTo(Reason.AFFINITY_LOST);
    VirtualFleet disabled = strictOn("b");
    disabled.balancer.disable("b");
    assertThat(failure(disabled, S)).isEqualTo(Reason.AFFINITY_LOST);
    disabled.balancer.sessions().end("s");
    assertThat(call(disabled, "s")).isNotEqualTo("b");
  }

  @Test
  void aStrictSessionWaitsForRoomAndMayTryItsEndpointAgain() {
    VirtualFleet strict =
        new VirtualFleet(
            List.of(Endpoint.builder("a", "a").maxConcurrency(1).build(), VirtualFleet.named("b")),
            builder -> builder.affinity(SessionAffinity.inMemory().strict()));
    begin(strict, "s", "a");
    try (Lease<String> held = strict.balancer.select(S)) {
      assertThat(failure(strict, S)).isEqualTo(Reason.SATURATED);
      held.report(Outcome.success());
    }
    assertThat(failure(strict, S.avoiding(endpoint("a")))).isEqualTo(Reason.ALL_AVOIDED);
    assertThat(failure(strict, S.requiring("x", "y"))).isEqualTo(Reason.NO_MATCH);
  }

  @Test
  void aClosedBalancerSaysThatItIsClosed() {
    VirtualFleet strict = strictOn("b");
    strict.balancer.close();
    assertThat(failure(strict, S)).isEqualTo(Reason.CLOSED);
    begin(fleet, "s", "b");
    fleet.balancer.close();
    assertThat(failure(fleet, S)).isEqualTo(Reason.CLOSED);
  }

  @Test
  void whenPanicFailsFastNoSessionIsServed() {
    VirtualFleet fast =
        new VirtualFleet(
            4,
            builder ->
                builder
                    .affinity(SessionAffinity.inMemory())
                    .panic(
                        PanicPolicy.defaults()
                            .withMinHealthy(3)
                            .withAction(PanicPolicy.Action.FAIL_FAST)));
    begin(fast, "s", "a");
    fast.balancer.drain("a", Duration.ofMinutes(1));
    fast.report("b", Outcome.connectFailure(), 5);
    fast.pass(Duration.ofSeconds(1));
    assertThat(fast.balancer.snapshot().panicking()).isTrue();
    assertThat(failure(fast, S)).isEqualTo(Reason.ALL_UNHEALTHY);
  }

  // Stores.

  /** A store that knows one session, and shows another process's first. */
  private static SessionStore late(String winner) {
    SessionStore memory = SessionStore.inMemory(10, Duration.ofMinutes(1), Ticker.system());
    return new SessionStore() {
      @Override
      public String get(String key) {
        return memory.get(key);
      }

      @Override
      public String pin(String key, String endpointId) {
        return memory.pin(key, winner);
      }

      @Override
      public boolean move(String key, String fromId, String toId) {
        return memory.move(key, fromId, toId);
      }

      @Override
      public void remove(String key, String fromId) {
        memory.remove(key, fromId);
      }

      @Override
      public SessionStats stats() {
        return memory.stats();
      }

      @Override
      public void close() {
        memory.close();
      }
    };
  }

  @Test
  void ofTwoFirstRequestsTheSecondFollowsTheFirst() {
    VirtualFleet raced = sticky(SessionAffinity.in(late("c")));
    for (int i = 0; i < 10; i++) {
      assertThat(call(raced, "s" + i)).isEqualTo("c");
    }
    assertThat(raced.balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void anIdThatIsNoEndpointsIsLeftBehind() {
    VirtualFleet other = sticky(SessionAffinity.in(late("stranger")));
    assertThat(call(other, "s")).isIn("a", "b", "c");
    String settled = call(other, "s");
    assertThat(call(other, "s")).isEqualTo(settled);
  }

  @Test
  void aStoreThatThrowsIsAStoreThatKnowsNothing() {
    VirtualFleet broken = sticky(SessionAffinity.in(new BrokenStore()));
    assertThat(callAll(broken).values()).contains("a", "b", "c");
    assertThat(broken.balancer.snapshot().sessions()).isEqualTo(new SessionStats(0, 0, 0, 0, 0));
  }

  private static final class BrokenStore implements SessionStore {
    @Override
    public String get(String key) {
      throw new IllegalStateException("get");
    }

    @Override
    public String pin(String key, String endpointId) {
      throw new IllegalStateException("pin");
    }

    @Override
    public boolean move(String key, String fromId, String toId) {
      throw new IllegalStateException("move");
    }

    @Override
    public void remove(String key, String fromId) {
      throw new IllegalStateException("remove");
    }

    @Override
    public SessionStats stats() {
      throw new IllegalStateException("stats");
    }

    @Override
    public void close() {
      throw new IllegalStateException("close");
    }
  }

  // What operators see.

  @Test
  void explainsWhyASessionGoesWhereItGoes() {
    begin(fleet, "s", "b");
    assertThat(fleet.balancer.explain(S).toString())
        .contains("the session is pinned to b")
        .containsPattern("\\+ b .* its session is pinned here");
    fleet.balancer.drain("b", Duration.ofMinutes(1));
    assertThat(fleet.balancer.explain(S).toString())
        .containsPattern("\\+ b .* its session is pinned here, DRAINING for others");
    fleet.balancer.disable("b");
    assertThat(fleet.balancer.explain(S).toString())
        .contains("pinned to b, which is gone or out of traffic")
        .containsPattern("- b .* disabled by operator");
    assertThat(fleet.balancer.explain(SelectionContext.forKey("new")).toString())
        .contains("the session is new");
    assertThat(strictOn("b").balancer.explain(S).toString())
        .containsPattern("- a .* the session is bound to another");
  }

  @Test
  void showsWhatTheStoreHasCounted() {
    call(fleet, "s");
    call(fleet, "s");
    assertThat(stats()).isEqualTo(new SessionStats(1, 1, 1, 0, 0));
    assertThat(new VirtualFleet(1).balancer.snapshot().sessions()).isNull();
    assertThat(new VirtualFleet(1).balancer.sessions()).isNull();
  }

  @Test
  void tracesSayThatASessionLedToTheEndpoint() {
    VirtualFleet traced =
        new VirtualFleet(
            3,
            builder -> builder.affinity(SessionAffinity.inMemory()).traces(LeaseTraces.oneIn(1)));
    begin(traced, "s", "b");
    call(traced, "s");
    assertThat(traced.balancer.traces().get(0).route()).isEqualTo(Route.SESSION);
  }

  @Test
  void skewThatSessionsCauseIsCalledStickiness() {
    begin(fleet, "s", "b");
    for (int i = 0; i < 20_000; i++) {
      call(fleet, "s");
      if (i % 100 == 0) {
        fleet.pass(Duration.ofMillis(500));
      }
    }
    assertThat(fleet.balancer.snapshot().deviations())
        .isNotEmpty()
        .allSatisfy(deviation -> assertThat(deviation.cause()).isEqualTo(SkewCause.STICKINESS));
  }
}

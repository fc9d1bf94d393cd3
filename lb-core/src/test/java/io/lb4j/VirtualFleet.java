package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthState;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.PanicChange;
import io.lb4j.snapshot.StateChange;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A balancer over endpoints named a, b, c … on a clock that the test drives. */
final class VirtualFleet {

  final FakeTicker ticker = new FakeTicker();
  final ManualScheduler scheduler = new ManualScheduler(ticker);
  final List<StateChange> stateChanges = new ArrayList<>();
  final List<MembershipChange> membershipChanges = new ArrayList<>();
  final List<PanicChange> panicChanges = new ArrayList<>();
  final Balancer<String> balancer;

  VirtualFleet(int size) {
    this(size, builder -> builder);
  }

  VirtualFleet(int size, UnaryOperator<BalancerBuilder<String>> configure) {
    this(endpoints(size), configure);
  }

  VirtualFleet(List<Endpoint<String>> endpoints, UnaryOperator<BalancerBuilder<String>> configure) {
    BalancerListener recorder =
        new BalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            stateChanges.add(change);
          }

          @Override
          public void membershipChanged(MembershipChange change) {
            membershipChanges.add(change);
          }

          @Override
          public void panicChanged(PanicChange change) {
            panicChanges.add(change);
          }
        };
    balancer =
        configure
            .apply(
                Balancer.<String>builder("fleet")
                    .endpoints(endpoints)
                    .ticker(ticker)
                    .scheduler(scheduler)
                    .wallClock(ticker)
                    .random(ScriptedRandom.seeded(42))
                    .listener(recorder))
            .build();
  }

  static List<Endpoint<String>> endpoints(int size) {
    return IntStream.range(0, size).mapToObj(VirtualFleet::id).map(VirtualFleet::named).toList();
  }

  static Endpoint<String> named(String id) {
    return Endpoint.of(id, "target of " + id);
  }

  static String id(int index) {
    return index < 26 ? String.valueOf((char) ('a' + index)) : "e" + index;
  }

  void pass(Duration time) {
    scheduler.advance(time);
  }

  /** Lets reactions to reports happen, without letting time pass. */
  void settle() {
    scheduler.runDue();
  }

  EndpointSnapshot look(String id) {
    return balancer.snapshot().endpoint(id).orElseThrow();
  }

  HealthState stateOf(String id) {
    return look(id).state();
  }

  /** Leases a certain endpoint, which must be serving. */
  Lease<String> leaseOn(String id) {
    Lease<String> lease = balancer.select(SelectionContext.none().preferring(id));
    if (!lease.endpoint().id().equals(id)) {
      lease.report(Outcome.ignored());
      lease.close();
      throw new IllegalStateException(id + " is not serving");
    }
    return lease;
  }

  void report(String id, Outcome outcome, int times) {
    for (int i = 0; i < times; i++) {
      try (Lease<String> lease = leaseOn(id)) {
        lease.report(outcome);
      }
    }
    settle();
  }

  /** Makes calls that each take some time, and counts which endpoint took how many. */
  Map<String, Integer> traffic(int calls, Duration apart, Function<String, Outcome> answer) {
    Map<String, Integer> shares = new HashMap<>();
    for (int i = 0; i < calls; i++) {
      try (Lease<String> lease = balancer.select()) {
        shares.merge(lease.endpoint().id(), 1, Integer::sum);
        pass(apart);
        lease.report(answer.apply(lease.endpoint().id()));
      }
    }
    settle();
    return shares;
  }
}

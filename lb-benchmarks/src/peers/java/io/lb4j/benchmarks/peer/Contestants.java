package io.lb4j.benchmarks.peer;

import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.netflix.loadbalancer.RandomRule;
import com.netflix.loadbalancer.RoundRobinRule;
import com.twitter.finagle.loadbalancer.Balancers$;
import io.lb4j.select.LoadCell;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.servicetalk.loadbalancer.LoadBalancingPolicies;
import io.smallrye.stork.impl.RoundRobinLoadBalancer;
import io.smallrye.stork.loadbalancer.poweroftwochoices.PowerOfTwoChoicesConfiguration;
import io.smallrye.stork.loadbalancer.poweroftwochoices.PowerOfTwoChoicesLoadBalancerProvider;
import io.smallrye.stork.loadbalancer.random.RandomConfiguration;
import io.smallrye.stork.loadbalancer.random.RandomLoadBalancerProvider;
import io.smallrye.stork.loadbalancer.requests.LeastRequestsLoadBalancer;
import io.smallrye.stork.loadbalancer.sticky.StickyLoadBalancer;
import io.vertx.core.net.endpoint.LoadBalancer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.dubbo.rpc.cluster.loadbalance.ConsistentHashLoadBalance;
import org.apache.dubbo.rpc.cluster.loadbalance.LeastActiveLoadBalance;
import org.apache.dubbo.rpc.cluster.loadbalance.RandomLoadBalance;
import org.apache.dubbo.rpc.cluster.loadbalance.RoundRobinLoadBalance;
import org.apache.dubbo.rpc.cluster.loadbalance.ShortestResponseLoadBalance;
import org.springframework.cloud.loadbalancer.core.RandomLoadBalancer;

/** Who is compared with whom. Of each kind, ours come first: the pick alone, then a whole call. */
public final class Contestants {

  private static final Set<Duty> EVERYTHING = EnumSet.allOf(Duty.class);
  private static final Set<Duty> ALL_BUT_HEALTH = EnumSet.of(Duty.IN_FLIGHT, Duty.LATENCY);
  private static final Set<Duty> ALL_BUT_COUNT = EnumSet.of(Duty.LATENCY, Duty.HEALTH);
  private static final Set<Duty> HEALTH = EnumSet.of(Duty.HEALTH);
  private static final Set<Duty> LATENCY = EnumSet.of(Duty.LATENCY);
  private static final Set<Duty> NOTHING = EnumSet.noneOf(Duty.class);

  private final List<Contestant> all = new ArrayList<>();

  private Contestants() {}

  /** Returns all of them, grouped by kind. */
  public static List<Contestant> all() {
    Contestants contestants = new Contestants();
    contestants.addTurns();
    contestants.addDraws();
    contestants.addLoads();
    contestants.addKeys();
    return List.copyOf(contestants.all);
  }

  private void addTurns() {
    String kind = "roundRobin";
    ours(kind, false, SelectionPolicies::roundRobin);
    add(
        kind,
        "Armeria",
        "roundRobin",
        EVERYTHING,
        n -> new ArmeriaPeer(EndpointSelectionStrategy.roundRobin(), false, n));
    add(kind, "gRPC", "round_robin", EVERYTHING, n -> new GrpcPeer("round_robin", Map.of(), n));
    add(
        kind,
        "Spring Cloud",
        "RoundRobin",
        EVERYTHING,
        n ->
            new SpringPeer(
                new org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer(
                    SpringPeer.supplier(n), "peers")));
    add(kind, "Ribbon", "RoundRobinRule", EVERYTHING, n -> new RibbonPeer(new RoundRobinRule(), n));
    add(
        kind,
        "Vert.x",
        "ROUND_ROBIN",
        EVERYTHING,
        n -> new VertxPeer(LoadBalancer.ROUND_ROBIN, false, n));
    add(
        kind,
        "Stork",
        "round-robin",
        EVERYTHING,
        n -> new StorkPeer(new RoundRobinLoadBalancer(), n));
    add(
        kind,
        "ServiceTalk",
        "roundRobin",
        NOTHING,
        n ->
            new ServiceTalkPeer(
                LoadBalancingPolicies.roundRobin().<String, ServiceTalkPeer.FixedConnection>build(),
                n));
    add(
        kind,
        "Finagle",
        "roundRobin",
        EVERYTHING,
        n -> new FinaglePeer(Balancers$.MODULE$.roundRobin(), n));

    kind = "smoothWeightedRoundRobin";
    ours(kind, true, SelectionPolicies::smoothWeightedRoundRobin);
    add(
        kind,
        "Armeria",
        "weightedRoundRobin",
        EVERYTHING,
        n -> new ArmeriaPeer(EndpointSelectionStrategy.weightedRoundRobin(), true, n));
    add(
        kind,
        "Armeria",
        "rampingUp",
        EVERYTHING,
        n -> new ArmeriaPeer(EndpointSelectionStrategy.rampingUp(), true, n));
    add(
        kind,
        "Dubbo",
        "RoundRobin",
        EVERYTHING,
        n -> new DubboPeer(new RoundRobinLoadBalance(), true, false, n));

    kind = "staticStride";
    ours(kind, true, SelectionPolicies::staticStride);
    add(
        kind,
        "gRPC",
        "weighted_round_robin",
        EVERYTHING,
        n ->
            new GrpcPeer(
                "weighted_round_robin",
                Map.of("blackoutPeriod", "0s", "weightUpdatePeriod", "0.2s"),
                n));
  }

  private void addDraws() {
    String kind = "random";
    ours(kind, false, SelectionPolicies::random);
    add(
        kind,
        "Spring Cloud",
        "Random",
        EVERYTHING,
        n -> new SpringPeer(new RandomLoadBalancer(SpringPeer.supplier(n), "peers")));
    add(kind, "Ribbon", "RandomRule", EVERYTHING, n -> new RibbonPeer(new RandomRule(), n));
    add(kind, "Vert.x", "RANDOM", EVERYTHING, n -> new VertxPeer(LoadBalancer.RANDOM, false, n));
    add(
        kind,
        "Stork",
        "random",
        EVERYTHING,
        n ->
            new StorkPeer(
                new RandomLoadBalancerProvider()
                    .createLoadBalancer(new RandomConfiguration(), null),
                n));

    kind = "weightedRandom";
    ours(kind, true, SelectionPolicies::weightedRandom);
    add(
        kind,
        "Dubbo",
        "Random",
        EVERYTHING,
        n -> new DubboPeer(new RandomLoadBalance(), true, false, n));
  }

  private void addLoads() {
    String kind = "powerOfTwoChoices";
    ours(kind, false, SelectionPolicies::powerOfTwoChoices);
    add(
        kind,
        "gRPC",
        "least_request",
        ALL_BUT_COUNT,
        n -> new GrpcPeer("least_request_experimental", Map.of("choiceCount", 2.0), n));
    add(
        kind,
        "Vert.x",
        "POWER_OF_TWO_CHOICES",
        HEALTH,
        n -> new VertxPeer(LoadBalancer.POWER_OF_TWO_CHOICES, false, n));
    add(
        kind,
        "Stork",
        "power-of-two-choices",
        ALL_BUT_COUNT,
        n ->
            new StorkPeer(
                new PowerOfTwoChoicesLoadBalancerProvider()
                    .createLoadBalancer(new PowerOfTwoChoicesConfiguration(), null),
                n));
    add(
        kind,
        "Finagle",
        "p2c",
        ALL_BUT_COUNT,
        n -> new FinaglePeer(Balancers$.MODULE$.p2c(Balancers$.MODULE$.p2c$default$1()), n));
    add(kind, "Finagle", "aperture", ALL_BUT_COUNT, n -> new FinaglePeer(aperture(), n));

    kind = "leastRequests";
    ours(kind, false, SelectionPolicies::leastRequests);
    add(
        kind,
        "Vert.x",
        "LEAST_REQUESTS",
        HEALTH,
        n -> new VertxPeer(LoadBalancer.LEAST_REQUESTS, false, n));
    add(
        kind,
        "Stork",
        "least-requests",
        ALL_BUT_COUNT,
        n -> new StorkPeer(new LeastRequestsLoadBalancer(), n));
    add(
        kind,
        "Dubbo",
        "LeastActive",
        HEALTH,
        n -> new DubboPeer(new LeastActiveLoadBalance(), false, true, n));
    add(
        kind,
        "Finagle",
        "heap",
        ALL_BUT_COUNT,
        n -> new FinaglePeer(Balancers$.MODULE$.heap(Balancers$.MODULE$.heap$default$1()), n));

    kind = "peakEwma";
    ours(kind, false, SelectionPolicies::peakEwma);
    add(
        kind,
        "Finagle",
        "p2cPeakEwma",
        HEALTH,
        n ->
            new FinaglePeer(
                Balancers$.MODULE$.p2cPeakEwma(
                    Balancers$.MODULE$.p2cPeakEwma$default$1(),
                    Balancers$.MODULE$.p2cPeakEwma$default$2()),
                n));
    add(
        kind,
        "ServiceTalk",
        "p2c",
        NOTHING,
        n ->
            new ServiceTalkPeer(
                LoadBalancingPolicies.p2c().<String, ServiceTalkPeer.FixedConnection>build(), n));

    kind = "leastResponseTime";
    ours(kind, false, SelectionPolicies::leastResponseTime);
    add(
        kind,
        "Dubbo",
        "ShortestResponse",
        HEALTH,
        n -> new DubboPeer(new ShortestResponseLoadBalance(), false, true, n));
  }

  private void addKeys() {
    String kind = "ringHash";
    ours(kind, false, SelectionPolicies::ringHash);
    add(
        kind,
        "gRPC",
        "ring_hash",
        EVERYTHING,
        n ->
            new GrpcPeer(
                "ring_hash_experimental",
                Map.of("minRingSize", 1024.0, "maxRingSize", 8_388_608.0),
                n));
    add(
        kind,
        "Vert.x",
        "CONSISTENT_HASHING",
        EVERYTHING,
        n -> new VertxPeer(LoadBalancer.CONSISTENT_HASHING, true, n));
    add(
        kind,
        "Dubbo",
        "ConsistentHash",
        EVERYTHING,
        n -> new DubboPeer(new ConsistentHashLoadBalance(), false, false, n));

    kind = "jumpHash";
    ours(kind, false, SelectionPolicies::jumpHash);
    add(
        kind,
        "Armeria",
        "sticky",
        EVERYTHING,
        n -> new ArmeriaPeer(ArmeriaPeer.sticky(), false, n));

    kind = "pinUntilError";
    ours(kind, false, SelectionPolicies::pinUntilError);
    add(
        kind,
        "Stork",
        "sticky",
        ALL_BUT_HEALTH,
        n -> new StorkPeer(new StickyLoadBalancer(Duration.ofSeconds(30)), n));
  }

  private static com.twitter.finagle.loadbalancer.LoadBalancerFactory aperture() {
    Balancers$ balancers = Balancers$.MODULE$;
    return balancers.aperture(
        balancers.aperture$default$1(),
        balancers.aperture$default$2(),
        balancers.aperture$default$3(),
        balancers.aperture$default$4(),
        balancers.aperture$default$5(),
        balancers.aperture$default$6());
  }

  private void ours(String kind, boolean weighted, Supplier<SelectionPolicy> policy) {
    add(kind, "lb4j", "pick", EVERYTHING, n -> new Lb4jPick(policy.get(), weighted, n));
    add(
        kind,
        "lb4j",
        "select + report + close",
        leftOutWith(policy.get()),
        n -> new Lb4jCall(policy.get(), weighted, n));
  }

  /** Without metrics, our calls are timed only if the policy goes by latency. */
  private static Set<Duty> leftOutWith(SelectionPolicy policy) {
    LoadCell cell = policy.newCell();
    return cell != null && cell.needsLatency() ? NOTHING : LATENCY;
  }

  private void add(
      String kind, String library, String policy, Set<Duty> leavesOut, IntFunction<Peer> factory) {
    all.add(new Contestant(kind, library, policy, leavesOut, factory));
  }
}

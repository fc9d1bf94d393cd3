package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** The floors, by the name of the factory method of their policy. */
public final class Floors {

  /** What the policies that go by latency take for equal. */
  private static final double LATENCY_TOLERANCE = 1.25;

  private Floors() {}

  /**
   * Makes a floor.
   *
   * @param policy as the factory method is called
   * @param names one per host
   * @param weights one per host, whole numbers; all 1 for the rule without weights
   * @param load what requests are like, where the rule asks for it
   */
  public static Floor of(String policy, String[] names, double[] weights, FloorLoad load) {
    return switch (policy) {
      case "powerOfTwoChoices", "powerOfChoices", "peakEwma" -> drawing(policy, names, weights);
      case "leastRequests",
          "weightedLeastRequests",
          "leastConnections",
          "leastResponseTime",
          "leastBandwidth",
          "c3" ->
          scanning(policy, names, weights, load);
      case "firstAvailable" -> FirstWithRoom.floor(names, load.limit());
      case "reportedLoad" -> ReportedTurns.floor(names, weights);
      case "prequal" -> probing(names);
      case "boundedLoad" -> BoundedRing.floor(names);
      default -> Floor.over(names, chooser(policy, names, weights));
    };
  }

  /** The rules that need to know nothing of the hosts but their weights. */
  private static Chooser chooser(String policy, String[] names, double[] weights) {
    int size = names.length;
    return switch (policy) {
      case "roundRobin" -> new RoundRobin(size);
      case "smoothWeightedRoundRobin" -> Turns.smooth(weights);
      case "earliestDeadlineFirst" -> Turns.byDeadline(weights);
      case "staticStride" -> new StaticStride(weights);
      case "pinUntilError" -> new Pin(size);
      case "random" -> key -> TwoDraws.high(ThreadLocalRandom.current().nextLong(), size);
      case "weightedRandom" -> {
        AliasTable table = new AliasTable(weights);
        yield key -> table.draw((int) (ThreadLocalRandom.current().nextLong() >>> 32));
      }
      case "ringHash" -> {
        HashRing ring = HashRing.ofEqualWeights(names);
        yield key -> ring.owner(ring.successor(key.hash()));
      }
      case "maglev" -> new MaglevTable(names);
      case "nginxConsistentHash" -> new NginxRing(names);
      case "libmemcachedKetama" -> new MemcachedRing(names);
      case "rendezvousHash" ->
          areEqual(weights) ? new Rendezvous(names) : new WeightedRendezvous(names, weights);
      case "jumpHash" -> new Jump(size);
      case "moduloHash" -> {
        Modulo modulo = new Modulo(weights);
        yield key -> modulo.owner(key.hash());
      }
      case "ipHash" -> new ClientAddress(weights);
      default -> throw new IllegalArgumentException("no floor for policy " + policy);
    };
  }

  private static Floor probing(String[] names) {
    LoadedHost[] hosts = new LoadedHost[names.length];
    Arrays.setAll(hosts, i -> new InFlightHost(names[i], 1));
    Executor prober = Executors.newSingleThreadExecutor(Tick::daemon);
    return new Floor(hosts, new Probing(hosts.length, new TwoChoices(hosts), prober));
  }

  private static Floor drawing(String policy, String[] names, double[] weights) {
    double[] shares = relative(weights);
    LoadedHost[] hosts = new LoadedHost[names.length];
    boolean byLatency = policy.equals("peakEwma");
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] =
          byLatency ? new PeakEwmaHost(names[i], shares[i]) : new InFlightHost(names[i], shares[i]);
    }
    if (policy.equals("powerOfChoices")) {
      return new Floor(hosts, new ThreeChoices(hosts));
    }
    return new Floor(
        hosts,
        areEqual(weights)
            ? new TwoChoices(hosts)
            : new TwoWeightedChoices(
                hosts, new AliasTable(weights), byLatency ? LATENCY_TOLERANCE : 1));
  }

  private static Floor scanning(String policy, String[] names, double[] weights, FloorLoad load) {
    int[] whole = Arrays.stream(weights).mapToInt(weight -> (int) weight).toArray();
    PackedHosts hosts = new PackedHosts(names.length);
    PackedLoads loads =
        switch (policy) {
          case "leastConnections" -> new WeightedQueueLoads(hosts, relative(weights));
          case "leastResponseTime" -> new ResponseTimeLoads(hosts);
          case "leastBandwidth" -> new BandwidthLoads(hosts, load.bytes());
          case "c3" -> new C3Loads(hosts);
          default -> new QueueLoads(hosts);
        };
    boolean byLatency = policy.equals("leastResponseTime") || policy.equals("c3");
    return new Floor(
        hosts.named(names, loads),
        policy.equals("weightedLeastRequests")
            ? new ProportionalScan(loads, whole)
            : new LeastScan(loads, whole, byLatency ? LATENCY_TOLERANCE : 1));
  }

  private static boolean areEqual(double[] weights) {
    return Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
  }

  private static double[] relative(double[] weights) {
    double mean = Arrays.stream(weights).average().orElseThrow();
    return Arrays.stream(weights).map(weight -> weight / mean).toArray();
  }
}

package io.lb4j.benchmarks.floor;

import java.util.concurrent.ThreadLocalRandom;

/** The least loaded of three hosts, drawn with replacement. */
final class ThreeChoices implements Chooser {

  private final LoadedHost[] hosts;

  ThreeChoices(LoadedHost[] hosts) {
    this.hosts = hosts;
  }

  @Override
  public int pick(FloorKey key) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long bits = random.nextLong();
    long now = Tick.nanos();
    int best = TwoDraws.high(bits, hosts.length);
    double least = hosts[best].load(now);
    int second = TwoDraws.low(bits, hosts.length);
    double load = hosts[second].load(now);
    if (load < least) {
      best = second;
      least = load;
    }
    int third = TwoDraws.high(random.nextLong(), hosts.length);
    return hosts[third].load(now) < least ? third : best;
  }
}

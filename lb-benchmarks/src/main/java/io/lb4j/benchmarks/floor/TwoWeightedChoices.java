package io.lb4j.benchmarks.floor;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The less loaded of two hosts drawn by weight. The second must be clearly less loaded, and by more
 * if the same host was drawn twice, or light hosts would get more than their share.
 */
final class TwoWeightedChoices implements Chooser {

  private static final double DRAWN_TWICE_HANDICAP = 2;

  private final LoadedHost[] hosts;
  private final AliasTable byWeight;
  private final double handicap;

  TwoWeightedChoices(LoadedHost[] hosts, AliasTable byWeight, double handicap) {
    this.hosts = hosts;
    this.byWeight = byWeight;
    this.handicap = handicap;
  }

  @Override
  public int pick(FloorKey key) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long bits = random.nextLong();
    int first = byWeight.draw((int) (bits >>> 32));
    int second = byWeight.draw((int) bits);
    double lead = handicap;
    if (first == second) {
      lead = DRAWN_TWICE_HANDICAP;
      second = other(first, random);
    }
    long now = Tick.nanos();
    return hosts[second].load(now) * lead < hosts[first].load(now) ? second : first;
  }

  private int other(int than, ThreadLocalRandom random) {
    for (int tries = 0; tries < 4; tries++) {
      int drawn = byWeight.draw((int) (random.nextLong() >>> 32));
      if (drawn != than) {
        return drawn;
      }
    }
    return TwoDraws.lowOtherThan(than, random.nextLong(), hosts.length);
  }
}

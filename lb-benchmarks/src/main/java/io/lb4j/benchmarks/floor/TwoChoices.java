package io.lb4j.benchmarks.floor;

import java.util.concurrent.ThreadLocalRandom;

/** The less loaded of two different hosts out of one draw. */
final class TwoChoices implements Chooser {

  private final LoadedHost[] hosts;

  TwoChoices(LoadedHost[] hosts) {
    this.hosts = hosts;
  }

  @Override
  public int pick(FloorKey key) {
    long bits = ThreadLocalRandom.current().nextLong();
    int first = TwoDraws.high(bits, hosts.length);
    int second = TwoDraws.lowOtherThan(first, bits, hosts.length);
    long now = Tick.nanos();
    return hosts[second].load(now) < hosts[first].load(now) ? second : first;
  }
}

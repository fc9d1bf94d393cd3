package io.lb4j.benchmarks.floor;

import java.util.concurrent.atomic.LongAdder;

/** A ring on which a host that has more than its share in flight passes requests on. */
final class BoundedRing implements Chooser {

  private static final double FACTOR = 1.25;

  private final HashRing ring;
  private final Host[] hosts;
  private final LongAdder total;
  private final double factorPerHost;

  private BoundedRing(HashRing ring, Host[] hosts, LongAdder total) {
    this.ring = ring;
    this.hosts = hosts;
    this.total = total;
    this.factorPerHost = FACTOR / hosts.length;
  }

  static Floor floor(String[] names) {
    LongAdder total = new LongAdder();
    Host[] hosts = new Host[names.length];
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] = new Host(names[i], total);
    }
    return new Floor(hosts, new BoundedRing(HashRing.ofEqualWeights(names), hosts, total));
  }

  @Override
  public int pick(FloorKey key) {
    long limit = (long) Math.ceil(factorPerHost * (total.sum() + 1.0) * (1 - 1e-12));
    int place = ring.successor(key.hash());
    int first = ring.owner(place);
    int index = first;
    // By pigeonhole somebody is below the mean; the limit of the loop is for counts that move.
    for (int tries = 0; tries < 16 && hosts[index].inFlight() >= limit; tries++) {
      place = ring.after(place);
      index = ring.owner(place);
    }
    return hosts[index].inFlight() < limit ? index : first;
  }

  private static final class Host extends CountedHost {

    private final LongAdder total;

    Host(Object target, LongAdder total) {
      super(target);
      this.total = total;
    }

    @Override
    boolean acquire() {
      total.increment();
      return super.acquire();
    }

    @Override
    void release() {
      super.release();
      total.decrement();
    }
  }
}

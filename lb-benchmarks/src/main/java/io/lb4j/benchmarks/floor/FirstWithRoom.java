package io.lb4j.benchmarks.floor;

/** The first host below its limit; when all are at it, the first. */
final class FirstWithRoom implements Chooser {

  private final Host[] hosts;

  private FirstWithRoom(Host[] hosts) {
    this.hosts = hosts;
  }

  static Floor floor(String[] names, int limit) {
    Host[] hosts = new Host[names.length];
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] = new Host(names[i], limit);
    }
    return new Floor(hosts, new FirstWithRoom(hosts));
  }

  @Override
  public int pick(FloorKey key) {
    for (int i = 0; i < hosts.length; i++) {
      if (hosts[i].inFlight() < hosts[i].limit) {
        return i;
      }
    }
    return 0;
  }

  private static final class Host extends CountedHost {

    private final int limit;

    Host(Object target, int limit) {
      super(target);
      this.limit = limit;
    }

    @Override
    boolean acquire() {
      return acquireBelow(limit);
    }
  }
}

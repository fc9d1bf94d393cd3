package io.lb4j.benchmarks.floor;

import java.util.function.Function;

/** A hand-written balancer over a fixed set of hosts. */
public final class Floor {

  private final FloorHost[] hosts;
  private final Chooser chooser;
  private boolean observed;

  Floor(FloorHost[] hosts, Chooser chooser) {
    this.hosts = hosts;
    this.chooser = chooser;
  }

  /** The floor of a rule that needs to know nothing of the hosts. */
  static Floor over(String[] names, Chooser chooser) {
    return new Floor(hosts(names, CountedHost::new), chooser);
  }

  static FloorHost[] hosts(String[] names, Function<String, FloorHost> host) {
    FloorHost[] hosts = new FloorHost[names.length];
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] = host.apply(names[i]);
    }
    return hosts;
  }

  /** From now on somebody wants to know of each call how long it took. */
  public void observe() {
    observed = true;
    for (FloorHost host : hosts) {
      host.observe();
    }
  }

  /** Chooses a host and takes a slot on it. */
  public FloorLease select(FloorKey key) {
    while (true) {
      FloorHost host = hosts[chooser.pick(key)];
      if (host.acquire()) {
        return new FloorLease(host, observed || host.isTimed() ? System.nanoTime() : 0);
      }
    }
  }
}

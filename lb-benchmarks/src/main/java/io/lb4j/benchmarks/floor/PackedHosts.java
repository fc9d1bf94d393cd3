package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counters of all hosts side by side, for rules that read every one of them on every pick. */
final class PackedHosts {

  static final long IN_FLIGHT = (1L << 24) - 1;
  static final long ONE_REQUEST = IN_FLIGHT + 2;

  private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

  // Written atomically. A scan reads them plainly: the compiler may then keep the array in a
  // register and take several steps at once, and a pick that follows another reads them anew.
  // Requests ever and, in the low bits, those in flight: the others have succeeded.
  private final long[] slots;

  PackedHosts(int size) {
    this.slots = new long[size];
  }

  int size() {
    return slots.length;
  }

  int inFlight(int index) {
    return (int) (slots[index] & IN_FLIGHT);
  }

  FloorHost[] named(String[] names, PackedLoads loads) {
    FloorHost[] hosts = new FloorHost[names.length];
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] = new Host(names[i], i, this, loads);
    }
    return hosts;
  }

  private static final class Host extends FloorHost {

    private final int index;
    private final PackedHosts all;
    private final PackedLoads loads;

    Host(Object target, int index, PackedHosts all, PackedLoads loads) {
      super(target);
      this.index = index;
      this.all = all;
      this.loads = loads;
    }

    @Override
    boolean acquire() {
      LONG.getAndAdd(all.slots, index, ONE_REQUEST);
      return true;
    }

    @Override
    void release() {
      LONG.getAndAdd(all.slots, index, -1L);
    }

    @Override
    boolean isTimed() {
      return loads.areTimed();
    }

    @Override
    boolean isDated() {
      return loads.areDated();
    }

    @Override
    void learn(long latencyNanos, long nowNanos) {
      loads.learn(index, latencyNanos, nowNanos);
    }
  }
}

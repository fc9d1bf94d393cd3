package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counters of all hosts side by side, for rules that read every one of them on every pick. */
final class PackedHosts {

  private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

  // Written atomically. A scan reads them plainly: the compiler may then keep the array in a
  // register and take several steps at once, and a pick that follows another reads them anew.
  private final int[] inFlight;
  private final long[] successes;

  PackedHosts(int size) {
    this.inFlight = new int[size];
    this.successes = new long[size];
  }

  int size() {
    return inFlight.length;
  }

  int inFlight(int index) {
    return inFlight[index];
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
      INT.getAndAdd(all.inFlight, index, 1);
      return true;
    }

    @Override
    void release() {
      LONG.getAndAdd(all.successes, index, 1L);
      INT.getAndAdd(all.inFlight, index, -1);
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

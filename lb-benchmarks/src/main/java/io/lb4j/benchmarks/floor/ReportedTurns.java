package io.lb4j.benchmarks.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Strides by weights that the servers report, weighed anew once a second. */
final class ReportedTurns implements Chooser {

  private static final long PERIOD_NANOS = 1_000_000_000;
  private static final VarHandle DUE_AT;

  static {
    try {
      DUE_AT = MethodHandles.lookup().findVarHandle(ReportedTurns.class, "dueAtNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final double[] weights;
  private volatile StaticStride stride;
  private volatile long dueAtNanos = Tick.nanos() + PERIOD_NANOS;

  private ReportedTurns(double[] weights) {
    this.weights = weights;
    this.stride = new StaticStride(weights);
  }

  static Floor floor(String[] names, double[] weights) {
    FloorHost[] hosts = Floor.hosts(names, Host::new);
    return new Floor(hosts, new ReportedTurns(weights));
  }

  @Override
  public int pick(FloorKey key) {
    long now = Tick.nanos();
    long due = dueAtNanos;
    if (now - due >= 0 && DUE_AT.compareAndSet(this, due, now + PERIOD_NANOS)) {
      stride = new StaticStride(weights);
    }
    return stride.pick(key);
  }

  /** Keeps what its server says, which is not used before it has been saying it for ten seconds. */
  @SuppressWarnings("UnusedVariable") // The benchmark is over before it is used.
  private static final class Host extends CountedHost {

    private volatile double reportedUtilization = 0.5;
    private volatile double reportedPerSecond = 1000;
    private double weight;
    private long reportedAtNanos;
    private long reportingSinceNanos;

    Host(Object target) {
      super(target);
    }

    @Override
    boolean isDated() {
      return true;
    }

    @Override
    void learn(long latencyNanos, long nowNanos) {
      double reported = reportedPerSecond / reportedUtilization;
      if (reportedUtilization > 0 && reported > 0 && reported <= Double.MAX_VALUE) {
        reportingSinceNanos = weight == 0 ? nowNanos : reportingSinceNanos;
        reportedAtNanos = nowNanos;
        weight = reported;
      }
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Client-side weighted round robin: turns in proportion to what each endpoint could serve, going by
 * what it reports, scheduled by static stride.
 */
final class ReportedLoad implements SelectionPolicy {

  @Override
  public String name() {
    return "reported_load";
  }

  @Override
  public Spread spread() {
    return Spread.BY_LOAD;
  }

  @Override
  public LoadCell newCell() {
    return new ReportedWeight();
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    AtomicLong cursor =
        predecessor instanceof Reweighing before
            ? before.cursor
            : new AtomicLong(candidates.random().nextLong() >>> 32);
    return new Reweighing(candidates, cursor);
  }

  @Override
  public String toString() {
    return name();
  }

  private static final class Reweighing implements Picker {

    private static final long UPDATE_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final VarHandle DUE_AT;

    static {
      try {
        DUE_AT = MethodHandles.lookup().findVarHandle(Reweighing.class, "dueAtNanos", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final Candidates candidates;
    private final AtomicLong cursor;
    // Written by the thread that moves dueAtNanos, which may be overtaken by the one a second
    // later:
    // harmless, weights a second old are as good.
    private volatile StaticStride stride;
    private volatile long dueAtNanos;

    Reweighing(Candidates candidates, AtomicLong cursor) {
      this.candidates = candidates;
      this.cursor = cursor;
      long now = candidates.tickNanos();
      this.dueAtNanos = now + UPDATE_PERIOD_NANOS;
      this.stride = weigh(now);
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      long now = candidates.tickNanos();
      long due = dueAtNanos;
      if (now - due >= 0 && DUE_AT.compareAndSet(this, due, now + UPDATE_PERIOD_NANOS)) {
        stride = weigh(now);
      }
      return stride.next();
    }

    private StaticStride weigh(long nowNanos) {
      int size = candidates.size();
      double[] weights = new double[size];
      double[] shares = new double[size];
      int known = 0;
      for (int i = 0; i < size; i++) {
        shares[i] = 1;
        if (candidates.cell(i) instanceof ReportedWeight cell) {
          weights[i] = cell.weight(nowNanos);
          shares[i] = cell.trust(nowNanos);
          known += weights[i] > 0 ? 1 : 0;
        }
      }
      for (int i = 0; known < 2 && i < size; i++) {
        // One report compares with nothing: until there are two, the configured weights are best.
        weights[i] = candidates.relativeWeight(i);
      }
      return StaticStride.of(weights, shares, cursor);
    }
  }
}

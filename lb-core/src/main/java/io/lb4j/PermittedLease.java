package io.lb4j;

import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A lease that holds a circuit breaker's permission. The permission is the reference itself:
 * whoever takes it away ends it, so that happens once. A class of its own, because without breakers
 * a lease has no room for more fields.
 */
final class PermittedLease<T> extends SlotLease<T> {

  private static final VarHandle PERMITS;

  static {
    try {
      PERMITS =
          MethodHandles.lookup().findVarHandle(PermittedLease.class, "permits", Permits.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Permits permits;
  // Negative until the first report. One that closes while another thread reports may find it so
  // and takes the time of the close, which is as good.
  private volatile long latencyNanos = -1;

  PermittedLease(EndpointState<T> state, long selectedAtNanos, Permits permits) {
    super(state, selectedAtNanos);
    this.permits = permits;
  }

  @Override
  void learn(Outcome outcome, long nowNanos) {
    latencyNanos = Math.max(0, nowNanos - selectedAtNanos());
    super.learn(outcome, nowNanos);
  }

  /** A stream that has begun well must not keep a half-open breaker waiting for its end. */
  @Override
  void answered() {
    super.answered();
    Permits held = permits;
    if (held != null && held.isHalfOpen()) {
      end(Outcome.success());
    }
  }

  @Override
  void judge(Outcome outcome) {
    try {
      super.judge(outcome);
    } finally {
      end(outcome);
    }
  }

  @Override
  void unreported() {
    try {
      super.unreported();
    } finally {
      end(Outcome.ignored());
    }
  }

  @Override
  void undo() {
    super.undo();
    end(Outcome.ignored());
  }

  private void end(Outcome outcome) {
    Permits held = (Permits) PERMITS.getAndSet(this, null);
    if (held != null) {
      long latency = latencyNanos;
      held.end(outcome, latency >= 0 ? latency : Math.max(0, nanoTime() - selectedAtNanos()));
    }
  }
}

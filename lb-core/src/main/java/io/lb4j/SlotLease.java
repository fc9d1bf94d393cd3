package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * The lease as a small state machine in one integer. Every transition is one compare-and-set, and
 * whoever wins it does what the transition demands, so each happens exactly once whatever races:
 *
 * <pre>
 *            report(success)          report(other)
 *   OPEN ───────────────────▶ SUCCEEDED ─────────▶ JUDGED      (a failure only: the stream broke)
 *     │ ╲ report(other) ───────────────────────────▶ │
 *     │ close                   │ close              │ close
 *     ▼                         ▼                    ▼
 *   UNREPORTED ─ report ──────▶ ENDED ◀──────────────┘
 *              ─ given up ────▶
 * </pre>
 *
 * <p>The bits above the phase never change: they tell metrics whether the attempt is a call's
 * first. A success counts for health on entering ENDED, everything else on entering JUDGED or
 * ENDED. The slot is released on leaving the upper row.
 */
sealed class SlotLease<T> implements Lease<T> permits PermittedLease {

  private static final int OPEN = 0;
  private static final int SUCCEEDED = 1;
  private static final int JUDGED = 2;
  private static final int UNREPORTED = 3;
  private static final int ENDED = 4;
  private static final int PHASES = 7;

  // Above the phase, what kind of attempt the lease is for, unless it is a call's first.
  private static final int RETRY = 8;
  private static final int HEDGE = 16;

  /**
   * In place of the time of selection, if nobody wants to know how long attempts take: reading the
   * clock twice costs more than everything else that a lease does. A clock that shows this very
   * value leaves one lease untimed.
   */
  static final long UNTIMED = Long.MIN_VALUE;

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(SlotLease.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // 32 bytes in all, header included; a further field would cost 8.
  private final EndpointState<T> state;
  private final Endpoint<T> endpoint;
  private final long selectedAtNanos;
  private volatile int phase;

  SlotLease(EndpointState<T> state, long selectedAtNanos) {
    this.state = state;
    this.endpoint = state.endpoint();
    this.selectedAtNanos = selectedAtNanos;
  }

  @Override
  public final Endpoint<T> endpoint() {
    return endpoint;
  }

  @Override
  public final void report(Outcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    while (true) {
      int seen = phase;
      switch (seen & PHASES) {
        case OPEN -> {
          boolean success = outcome.isSuccess();
          if (move(seen, success ? SUCCEEDED : JUDGED)) {
            learn(outcome);
            if (success) {
              answered();
            } else {
              judge(outcome);
            }
            return;
          }
        }
        case SUCCEEDED -> {
          if (!outcome.isFailure()) {
            state.ledger().repeatedReport();
            return;
          }
          if (move(seen, JUDGED)) {
            judge(outcome);
            return;
          }
        }
        case UNREPORTED -> {
          if (move(seen, ENDED)) {
            if (outcome.isSuccess()) {
              state.countLateSuccess();
            }
            learn(outcome);
            judge(outcome);
            return;
          }
        }
        default -> {
          state.ledger().repeatedReport();
          return;
        }
      }
    }
  }

  @Override
  public final void close() {
    while (true) {
      int seen = phase;
      switch (seen & PHASES) {
        case OPEN -> {
          if (move(seen, UNREPORTED)) {
            state.release(this, false);
            state.ledger().closedWithoutReport(this);
            return;
          }
        }
        case SUCCEEDED -> {
          if (move(seen, ENDED)) {
            try {
              judge(Outcome.success());
            } finally {
              state.release(this, true);
            }
            return;
          }
        }
        case JUDGED -> {
          if (move(seen, ENDED)) {
            state.release(this, false);
            return;
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  /** Ends a closed lease whose report is overdue; false if it came after all. */
  final boolean giveUpOnReport() {
    int seen = phase;
    if ((seen & PHASES) != UNREPORTED || !move(seen, ENDED)) {
      return false;
    }
    learn(Outcome.ignored());
    unreported();
    return true;
  }

  /**
   * Says that the lease is not for a call's first attempt, before anyone else has it. One that the
   * tick has taken back already stays what it was.
   */
  final void mark(AttemptKind kind) {
    PHASE.compareAndSet(this, OPEN, OPEN | (kind == AttemptKind.HEDGE ? HEDGE : RETRY));
  }

  private AttemptKind kind() {
    return switch (phase & ~PHASES) {
      case RETRY -> AttemptKind.RETRY;
      case HEDGE -> AttemptKind.HEDGE;
      default -> AttemptKind.FIRST;
    };
  }

  final boolean isOpen() {
    return (phase & PHASES) < UNREPORTED;
  }

  final long selectedAtNanos() {
    return selectedAtNanos;
  }

  final long nanoTime() {
    return state.ledger().nanoTime();
  }

  final long ageNanos() {
    return nanoTime() - selectedAtNanos;
  }

  private void learn(Outcome outcome) {
    if (selectedAtNanos == UNTIMED) {
      state.learnUntimed(outcome);
    } else {
      learn(outcome, nanoTime());
    }
  }

  // What a transition demands besides the slot. Each lease is judged or unreported, once.

  void learn(Outcome outcome, long nowNanos) {
    state.learn(outcome, nowNanos - selectedAtNanos, nowNanos);
    LeaseLedger ledger = state.ledger();
    if (ledger.hasObservers()) {
      ledger.tellObservers(endpoint, kind(), outcome, Math.max(0, nowNanos - selectedAtNanos));
    }
  }

  void answered() {
    state.answered(this);
  }

  void judge(Outcome outcome) {
    state.judge(this, outcome);
  }

  void unreported() {
    state.unreported(this);
  }

  /** Takes back a lease that nobody has seen. */
  void undo() {
    state.undoAcquire();
  }

  private boolean move(int seen, int to) {
    return PHASE.compareAndSet(this, seen, (seen & ~PHASES) | to);
  }

  @Override
  public final String toString() {
    return "Lease[" + endpoint.id() + "]";
  }
}

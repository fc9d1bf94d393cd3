package io.lb4j;

import io.lb4j.time.Scheduler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Drains that wait for their leases to end. Looked at once per tick, and not before the second: by
 * then a selection that had read an older table has shown up in the count.
 *
 * <p>Guarded by the control loop's lock. Futures complete on the scheduler's callback threads,
 * since their continuations are users' code.
 */
final class Drains {

  private static final class Drain {
    private final EndpointState<?> state;
    private final long deadlineNanos;
    private final CompletableFuture<DrainResult> done = new CompletableFuture<>();
    private final int preferredBefore;
    private boolean seen;

    Drain(EndpointState<?> state, long deadlineNanos) {
      this.state = state;
      this.deadlineNanos = deadlineNanos;
      this.preferredBefore = state.preferred();
    }

    /** Whether somebody has continued a session meanwhile, who may come back. */
    boolean hasSessions() {
      return state.preferred() != preferredBefore;
    }
  }

  private final Scheduler scheduler;
  private final Announcer announcer;
  private final boolean toTheLimit;
  private final List<Drain> drains = new ArrayList<>();

  /**
   * @param toTheLimit whether all drains last as long as they may, for the sake of sessions
   */
  Drains(Scheduler scheduler, Announcer announcer, boolean toTheLimit) {
    this.scheduler = scheduler;
    this.announcer = announcer;
    this.toTheLimit = toTheLimit;
  }

  CompletionStage<DrainResult> add(EndpointState<?> state, long deadlineNanos) {
    Drain drain = new Drain(state, deadlineNanos);
    drains.add(drain);
    state.setDraining(true);
    return drain.done.minimalCompletionStage();
  }

  void check(long nowNanos) {
    Iterator<Drain> all = drains.iterator();
    while (all.hasNext()) {
      Drain drain = all.next();
      boolean idle = drain.state.inFlight() == 0;
      boolean late = drain.deadlineNanos - nowNanos <= 0;
      boolean mayEnd = drain.seen && idle && !toTheLimit && !drain.hasSessions();
      if (mayEnd || late) {
        all.remove();
        complete(drain, idle ? DrainResult.Status.DRAINED : DrainResult.Status.LIMIT_PASSED);
      }
      drain.seen = true;
    }
  }

  void supersede(EndpointState<?> state) {
    end(drain -> drain.state == state, DrainResult.Status.SUPERSEDED);
  }

  void closeAll() {
    end(drain -> true, DrainResult.Status.CLOSED);
  }

  private void end(Predicate<Drain> which, DrainResult.Status status) {
    drains.removeIf(
        drain -> {
          boolean ends = which.test(drain);
          if (ends) {
            complete(drain, status);
          }
          return ends;
        });
  }

  private void complete(Drain drain, DrainResult.Status status) {
    drain.state.setDraining(false);
    DrainResult result = new DrainResult(drain.state.id(), status, drain.state.inFlight());
    announcer.announce(result);
    scheduler.execute(() -> drain.done.complete(result));
  }
}

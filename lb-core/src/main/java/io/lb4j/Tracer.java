package io.lb4j;

import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.snapshot.LeaseTrace.Route;
import io.lb4j.time.RandomSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Draws selections, has them made on a table that takes notes, and remembers the newest. Lock-free:
 * a trace takes the place of the oldest one.
 */
final class Tracer<T> {

  /** Makes a selection as any other. */
  @FunctionalInterface
  interface Selection<T> {
    SlotLease<T> select(PickTable<T> table, SelectionContext context);
  }

  private final int oneIn;
  private final RandomSource random;
  private final InstantSource wallClock;
  private final Selection<T> selection;
  // A ring, since what a lease leads to is known only later: each is asked when traces are read.
  private final AtomicReferenceArray<Supplier<LeaseTrace>> newest;
  private final AtomicLong remembered = new AtomicLong();

  Tracer(LeaseTraces traces, Settings settings, Selection<T> selection) {
    this.oneIn = traces.oneIn();
    this.random = settings.random();
    this.wallClock = settings.wallClock();
    this.selection = selection;
    this.newest = new AtomicReferenceArray<>(traces.kept());
  }

  boolean isDue() {
    return random.nextInt(oneIn) == 0;
  }

  Lease<T> select(PickTable<T> table, SelectionContext context) {
    Instant at = wallClock.instant();
    PickNotes notes = new PickNotes(table.allLevels());
    if (notes.serving() > 0) {
      notes.lookAround(random.nextInt(notes.serving()));
    }
    SlotLease<T> lease;
    try {
      lease = selection.select(table.noting(notes), context);
    } catch (NoEndpointAvailableException e) {
      LeaseTrace failure = notes.trace(at, Route.NONE, null, null, null, true);
      remember(() -> failure);
      throw e;
    }
    TracedLease<T> traced = new TracedLease<>(lease, at, notes, notes.route(lease, table, context));
    remember(traced::trace);
    return traced;
  }

  private void remember(Supplier<LeaseTrace> trace) {
    newest.set((int) (remembered.getAndIncrement() % newest.length()), trace);
  }

  /** Returns the newest last; one that is just being remembered may be missing. */
  List<LeaseTrace> traces() {
    long end = remembered.get();
    List<LeaseTrace> traces = new ArrayList<>(newest.length());
    for (long i = Math.max(0, end - newest.length()); i < end; i++) {
      Supplier<LeaseTrace> trace = newest.get((int) (i % newest.length()));
      if (trace != null) {
        traces.add(trace.get());
      }
    }
    return List.copyOf(traces);
  }
}

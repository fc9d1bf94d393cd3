package io.lb4j;

import io.lb4j.snapshot.PanicChange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table that selections read, and how a new one takes its place.
 *
 * <p>Only the control loop changes it, under its lock.
 */
final class Publication<T> {

  private final Settings settings;
  private final LeaseLedger ledger;
  private final Announcer announcer;
  private final TableCompiler<T> compiler;
  private final @Nullable SubsetCompiler<T> subsets;

  // Written under the control loop's lock, read by everyone.
  private volatile PickTable<T> table;
  // Guarded by that lock.
  private boolean owed;

  Publication(
      Settings settings,
      LeaseLedger ledger,
      TickClock tickClock,
      RegionScores regions,
      Announcer announcer,
      long nowNanos) {
    this.settings = settings;
    this.ledger = ledger;
    this.announcer = announcer;
    this.compiler = new TableCompiler<>(settings, ledger, tickClock, regions, true);
    this.subsets =
        SubsetCompiler.of(
            settings, () -> new TableCompiler<>(settings, ledger, tickClock, regions, false));
    this.table = compile(Map.of(), nowNanos);
  }

  PickTable<T> table() {
    return table;
  }

  /** Whether something has changed that the table does not show yet. */
  boolean isOwed() {
    return owed;
  }

  /** Remembers that a new table is due if this changed something. */
  void owe(boolean changed) {
    owed |= changed;
  }

  /** Whether what the table says of shares has changed with time. */
  boolean isOutdated(long nowNanos) {
    return compiler.isOutdated(nowNanos) || (subsets != null && subsets.isOutdated(nowNanos));
  }

  void publish(Map<String, EndpointState<T>> members, long nowNanos) {
    PickTable<T> before = table;
    PickTable<T> after = compile(members, nowNanos);
    // Before anyone picks from it: a change after its first pick that it is not told of would stay
    // unknown to it until the next tick.
    ledger.follow(after.candidates());
    table = after;
    owed = false;
    if (after.weightless() && !before.weightless()) {
      announcer.warnOfWeightlessness(settings.name(), members.size());
    }
    for (PanicChange change : PanicChanges.between(before, after, settings)) {
      announcer.announce(change, after.priorities().size() > 1);
    }
  }

  /** From now on, selections find a balancer that is closed. */
  void close(Map<String, EndpointState<T>> members, long nowNanos) {
    table = compiler.compile(members, true, nowNanos);
  }

  private PickTable<T> compile(Map<String, EndpointState<T>> members, long nowNanos) {
    PickTable<T> compiled = compiler.compile(members, false, nowNanos);
    return subsets == null || members.isEmpty()
        ? compiled
        : compiled.with(subsets.compile(members, nowNanos));
  }
}

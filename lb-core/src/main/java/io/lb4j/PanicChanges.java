package io.lb4j;

import io.lb4j.snapshot.PanicChange;
import io.lb4j.snapshot.PrioritySnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds out in which priorities panic has begun or ended from one table to the next. */
final class PanicChanges {

  private PanicChanges() {}

  static List<PanicChange> between(PickTable<?> before, PickTable<?> after, Settings settings) {
    if (!before.panicking() && !after.panicking()) {
      return List.of();
    }
    Map<Integer, PrioritySnapshot> ended = new TreeMap<>();
    for (PrioritySnapshot priority : before.priorities()) {
      if (priority.panicking()) {
        ended.put(priority.priority(), priority);
      }
    }
    Instant now = settings.wallClock().instant();
    List<PanicChange> changes = new ArrayList<>();
    for (PrioritySnapshot priority : after.priorities()) {
      boolean panicked = ended.remove(priority.priority()) != null;
      if (panicked != priority.panicking()) {
        changes.add(change(priority, settings, now));
      }
    }
    // Those that nobody is in any more.
    for (PrioritySnapshot gone : ended.values()) {
      changes.add(change(new PrioritySnapshot(gone.priority(), 0, 0, 0, false), settings, now));
    }
    return List.copyOf(changes);
  }

  private static PanicChange change(PrioritySnapshot priority, Settings settings, Instant now) {
    return new PanicChange(
        settings.name(),
        priority.priority(),
        priority.panicking(),
        settings.panic().action(),
        priority.usable(),
        priority.available(),
        now);
  }
}

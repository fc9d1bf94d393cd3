package io.lb4j;

import io.lb4j.endpoint.Names;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.HotKey;
import io.lb4j.time.RandomSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the keys of a sample of the requests with a fixed number of counters, by Metwally, Agrawal
 * and El Abbadi's space-saving: a key without a counter takes the smallest one over, count
 * included. So no count is too small, and none is too large by more than a counter's fair share.
 *
 * <p>A selection that finds another at it does not wait, and goes uncounted; whether it does has
 * nothing to do with its key.
 */
final class KeyTally {

  private static final int COUNTERS_PER_REPORTED = 10;

  /** After so many all counts are halved, so that what was hot an hour ago fades. */
  private static final int WINDOW = 10_000;

  private static final class Counter {
    private int count;
    private int inherited;

    int certain() {
      return count - inherited;
    }
  }

  private final HotKeys settings;
  private final RandomSource random;
  private final int capacity;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private final Map<String, Counter> counters;
  private int total;

  KeyTally(HotKeys settings, RandomSource random) {
    this.settings = settings;
    this.random = random;
    this.capacity = COUNTERS_PER_REPORTED * settings.reported();
    this.counters = new HashMap<>(2 * capacity);
  }

  void look(SelectionContext context) {
    String key = context.key();
    if (key != null && random.nextInt(settings.oneIn()) == 0 && lock.tryLock()) {
      try {
        count(Names.escape(key));
      } finally {
        lock.unlock();
      }
    }
  }

  private void count(String key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      counter = counters.size() < capacity ? new Counter() : takeSmallest();
      counters.put(key, counter);
    }
    counter.count++;
    if (++total >= WINDOW) {
      halve();
    }
  }

  private Counter takeSmallest() {
    Map.Entry<String, Counter> smallest =
        Collections.min(
            counters.entrySet(), Comparator.comparingInt(entry -> entry.getValue().count));
    counters.remove(smallest.getKey());
    Counter counter = smallest.getValue();
    counter.inherited = counter.count;
    return counter;
  }

  private void halve() {
    counters.values().removeIf(counter -> counter.count < 2);
    for (Counter counter : counters.values()) {
      counter.count /= 2;
      counter.inherited /= 2;
    }
    total = WINDOW / 2;
  }

  /** The hottest first. */
  List<HotKey> hottest() {
    lock.lock();
    try {
      double all = Math.max(1, total);
      return counters.entrySet().stream()
          .sorted(
              Comparator.comparingInt(
                  (Map.Entry<String, Counter> entry) -> -entry.getValue().certain()))
          .limit(settings.reported())
          .map(
              entry ->
                  new HotKey(
                      entry.getKey(),
                      entry.getValue().count / all,
                      entry.getValue().certain() / all))
          .toList();
    } finally {
      lock.unlock();
    }
  }
}

package io.lb4j.simulator.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order of their times, and of their submission when the times are equal, so that a
 * run can be repeated.
 *
 * <p>A heap with four children per node, whose keys lie beside the events and not in them: the four
 * that are compared share a cache line. Events know their position, so moving and removing one
 * costs O(log n) too and leaves nothing behind.
 */
final class EventQueue {

  private static final int CHILDREN_BITS = 2;
  private static final int CHILDREN = 1 << CHILDREN_BITS;
  private static final int INITIAL_CAPACITY = 256;

  private long[] times = new long[INITIAL_CAPACITY];
  private long[] sequences = new long[INITIAL_CAPACITY];
  private @Nullable Event[] events = new Event[INITIAL_CAPACITY];
  private int size;
  private long nextSequence;

  int size() {
    return size;
  }

  /** The time of the first event, or {@link Long#MAX_VALUE} if none waits. */
  long firstTime() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** Adds an event, or moves it behind all others of its new time. */
  void schedule(Event event, long time) {
    long sequence = nextSequence++;
    int position = event.position;
    if (position == Event.NOT_QUEUED) {
      if (size == events.length) {
        grow();
      }
      siftUp(size++, time, sequence, event);
    } else if (time < times[position]) {
      siftUp(position, time, sequence, event);
    } else {
      siftDown(position, time, sequence, event);
    }
  }

  void remove(Event event) {
    int position = event.position;
    if (position == Event.NOT_QUEUED) {
      return;
    }
    event.position = Event.NOT_QUEUED;
    int last = --size;
    Event moved = events[last];
    events[last] = null;
    if (position == last || moved == null) {
      return;
    }
    long time = times[last];
    long sequence = sequences[last];
    if (position > 0 && isBefore(time, sequence, parent(position))) {
      siftUp(position, time, sequence, moved);
    } else {
      siftDown(position, time, sequence, moved);
    }
  }

  @Nullable Event poll() {
    Event first = events[0];
    if (first != null) {
      remove(first);
    }
    return first;
  }

  private void siftUp(int from, long time, long sequence, Event event) {
    int hole = from;
    while (hole > 0) {
      int parent = parent(hole);
      if (!isBefore(time, sequence, parent)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, time, sequence, event);
  }

  private void siftDown(int from, long time, long sequence, Event event) {
    int hole = from;
    while (true) {
      int child = firstChild(hole);
      if (child >= size) {
        break;
      }
      int least = child;
      int end = Math.min(child + CHILDREN, size);
      for (int i = child + 1; i < end; i++) {
        if (isBefore(times[i], sequences[i], least)) {
          least = i;
        }
      }
      if (isBefore(time, sequence, least)) {
        break;
      }
      move(least, hole);
      hole = least;
    }
    put(hole, time, sequence, event);
  }

  private boolean isBefore(long time, long sequence, int position) {
    long other = times[position];
    return time < other || (time == other && sequence < sequences[position]);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    sequences[to] = sequences[from];
    Event event = events[from];
    events[to] = event;
    if (event != null) {
      event.position = to;
    }
  }

  private void put(int position, long time, long sequence, Event event) {
    times[position] = time;
    sequences[position] = sequence;
    events[position] = event;
    event.position = position;
  }

  private void grow() {
    int capacity = 2 * size;
    times = Arrays.copyOf(times, capacity);
    sequences = Arrays.copyOf(sequences, capacity);
    events = Arrays.copyOf(events, capacity);
  }

  private static int parent(int position) {
    return (position - 1) >>> CHILDREN_BITS;
  }

  private static int firstChild(int position) {
    return (position << CHILDREN_BITS) + 1;
  }
}

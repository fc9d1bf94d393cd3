package io.lb4j.select;

import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint for everything, until it fails or drops out; then the next in configuration order.
 */
final class PinUntilError implements SelectionPolicy {

  @Override
  public String name() {
    return "pin_until_error";
  }

  @Override
  public Spread spread() {
    return Spread.TO_ONE;
  }

  @Override
  public LoadCell newCell() {
    return new FailureCount();
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    return predecessor instanceof Pinned before
        ? before.successor(candidates)
        : new Pinned(candidates, Pinned.pin(candidates, draw(candidates)));
  }

  /** By weight: of many clients, as many should start at an endpoint as it can take. */
  private static int draw(Candidates candidates) {
    double left = candidates.random().nextDouble() * candidates.size();
    for (int i = 0; i < candidates.size(); i++) {
      left -= candidates.relativeWeight(i);
      if (left < 0) {
        return i;
      }
    }
    return candidates.size() - 1;
  }

  @Override
  public String toString() {
    return name();
  }

  private static final class Pinned implements Picker {

    private final Candidates candidates;
    private final int size;
    // Index of the endpoint in the high half; in the low half the failures that it had when it was
    // chosen. Any more of them unpin it, so failures of its past do not count, nor those of
    // requests
    // that it was sent before the pin moved on.
    private final AtomicLong pin;

    Pinned(Candidates candidates, long pin) {
      this.candidates = candidates;
      this.size = candidates.size();
      this.pin = new AtomicLong(pin);
    }

    static long pin(Candidates candidates, int index) {
      return (long) index << 32 | Integer.toUnsignedLong(failures(candidates, index));
    }

    private static int failures(Candidates candidates, int index) {
      return candidates.cell(index) instanceof FailureCount cell ? cell.failures() : 0;
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      int pinned = pinned();
      if (attempt == 0 && context.allowsAll()) {
        return pinned;
      }
      // This request must go elsewhere, all others need not: the pin stays.
      for (int i = 0; i < size; i++) {
        int index = (int) (((long) pinned + attempt + i) % size);
        if (candidates.admits(index, context)) {
          return index;
        }
      }
      return -1;
    }

    private int pinned() {
      long seen = pin.get();
      int index = (int) (seen >>> 32);
      if ((int) seen == failures(candidates, index)) {
        return index;
      }
      int next = index + 1 < size ? index + 1 : 0;
      // Whoever is first moves it; a failure that several threads see is one reason to move.
      return pin.compareAndSet(seen, pin(candidates, next)) ? next : (int) (pin.get() >>> 32);
    }

    /**
     * The same endpoint wherever it stands now, or the first that came after it and is still there.
     */
    Pinned successor(Candidates now) {
      long seen = pin.get();
      int index = (int) (seen >>> 32);
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < now.size(); i++) {
        places.put(now.endpoint(i).id(), i);
      }
      for (int i = 0; i < size; i++) {
        int old = (int) (((long) index + i) % size);
        Integer place = places.get(candidates.endpoint(old).id());
        if (place != null) {
          long failures = i == 0 ? seen & 0xffff_ffffL : failures(now, place);
          return new Pinned(now, (long) place << 32 | (failures & 0xffff_ffffL));
        }
      }
      return new Pinned(now, pin(now, draw(now)));
    }
  }

  /** How often one endpoint has failed; wraps, which is harmless where only a difference counts. */
  @SuppressWarnings("UnusedVariable") // The field is accessed through its handle.
  private static final class FailureCount implements LoadCell {

    private static final VarHandle FAILURES;

    static {
      try {
        FAILURES = MethodHandles.lookup().findVarHandle(FailureCount.class, "failures", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private volatile int failures;

    int failures() {
      return failures;
    }

    @Override
    public boolean needsLatency() {
      return false;
    }

    @Override
    public boolean learnsFrom(Outcome outcome) {
      return outcome.isFailure();
    }

    @Override
    public void learn(Outcome outcome, long latencyNanos, long nowNanos) {
      if (outcome.isFailure()) {
        FAILURES.getAndAdd(this, 1);
      }
    }

    /** Nothing to forget: a pin counts from when it was set. */
    @Override
    public void forget() {}
  }
}

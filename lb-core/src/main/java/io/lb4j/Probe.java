package io.lb4j;

import io.lb4j.request.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The single request that decides whether an ejected endpoint comes back. Whoever claims it carries
 * it; if the outcome says nothing, the next selection may try.
 *
 * <p>{@code holder} is written by callers, by compare-and-set; {@code verdict} by the one whose
 * report counted.
 */
final class Probe {

  private final AtomicReference<@Nullable SlotLease<?>> holder = new AtomicReference<>();
  private volatile @Nullable Outcome verdict;

  boolean isFree() {
    return holder.get() == null;
  }

  boolean claim(SlotLease<?> lease) {
    return holder.compareAndSet(null, lease);
  }

  /** Takes a report; true if this was the probe's and it decides. */
  boolean judged(SlotLease<?> lease, Outcome outcome) {
    if (holder.get() != lease) {
      return false;
    }
    if (!outcome.isSuccess() && !outcome.isFailure()) {
      holder.compareAndSet(lease, null);
      return false;
    }
    verdict = outcome;
    return true;
  }

  @Nullable Outcome verdict() {
    return verdict;
  }

  /** Lets another request try when the one that claimed the probe has been silent for too long. */
  void releaseIfClaimedBefore(long nanos) {
    SlotLease<?> lease = holder.get();
    if (lease != null && verdict == null && lease.selectedAtNanos() - nanos < 0) {
      holder.compareAndSet(lease, null);
    }
  }
}

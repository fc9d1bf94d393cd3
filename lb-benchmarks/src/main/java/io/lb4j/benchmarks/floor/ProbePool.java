package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The last answers, the best of which gets the request (Prequal). */
final class ProbePool {

  static final int CAPACITY = 16;

  private static final long MAX_AGE_NANOS = 1_000_000_000;
  private static final int REMEMBERED = 128;
  private static final double COLD_QUANTILE = 0.75;

  private final AtomicReferenceArray<@Nullable ProbeAnswer> slots =
      new AtomicReferenceArray<>(CAPACITY);
  private final AtomicInteger removals = new AtomicInteger();
  // Written by the prober alone, as is what follows from it.
  private final int[] recentInFlight = new int[REMEMBERED];
  private int seen;
  private volatile int hotFrom = Integer.MAX_VALUE;

  void add(ProbeAnswer answer) {
    recentInFlight[seen++ % REMEMBERED] = answer.inFlight();
    int[] sorted = Arrays.copyOf(recentInFlight, Math.min(seen, REMEMBERED));
    Arrays.sort(sorted);
    hotFrom = Math.max(1, sorted[(int) (COLD_QUANTILE * sorted.length)]);
    slots.set(place(answer), answer);
  }

  /** A free slot, the one of the same host, or that of the oldest. */
  private int place(ProbeAnswer answer) {
    int oldest = 0;
    long oldestAt = Long.MAX_VALUE;
    for (int i = 0; i < CAPACITY; i++) {
      ProbeAnswer held = slots.get(i);
      if (held == null || held.host == answer.host) {
        return i;
      }
      if (held.receivedAtNanos < oldestAt) {
        oldestAt = held.receivedAtNanos;
        oldest = i;
      }
    }
    return oldest;
  }

  /** Returns the host to use, or −1 with fewer than two answers. */
  int use(double[] penalties, long nowNanos) {
    int hot = hotFrom;
    int answers = 0;
    int bestSlot = -1;
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < CAPACITY; i++) {
      ProbeAnswer answer = slots.get(i);
      if (answer == null) {
        continue;
      }
      if (nowNanos - answer.receivedAtNanos > MAX_AGE_NANOS) {
        slots.compareAndSet(i, answer, null);
        continue;
      }
      answers++;
      double rank = rank(answer, hot) * penalties[answer.host];
      if (rank < best) {
        best = rank;
        bestSlot = i;
      }
    }
    ProbeAnswer used = answers < 2 ? null : slots.get(bestSlot);
    if (used == null) {
      return -1;
    }
    if (used.use()) {
      slots.compareAndSet(bestSlot, used, null);
    }
    dropOne(hot);
    return used.host;
  }

  private static double rank(ProbeAnswer answer, int hot) {
    int inFlight = answer.inFlight();
    return inFlight >= hot ? 1e30 * (1 + inFlight) : answer.latencyNanos;
  }

  /** The oldest and the worst in turn. */
  private void dropOne(int hot) {
    boolean oldest = (removals.getAndIncrement() & 1) == 0;
    int worst = -1;
    double worstScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CAPACITY; i++) {
      ProbeAnswer answer = slots.get(i);
      if (answer != null) {
        double score = oldest ? -(double) answer.receivedAtNanos : rank(answer, hot);
        if (score > worstScore) {
          worstScore = score;
          worst = i;
        }
      }
    }
    if (worst >= 0) {
      slots.set(worst, null);
    }
  }
}

package io.lb4j.select;

import io.lb4j.request.LoadReport;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Prequal's memory: the last few answers of probes, each good for a second and a few uses.
 *
 * <p>Slots are independent and hold immutable answers with two counters; whoever reads a slot may
 * find that another thread has just replaced or used it up. The pool is an opinion on load, so such
 * races are harmless.
 */
final class ProbePool {

  static final int CAPACITY = 16;
  private static final long MAX_AGE_NANOS = 1_000_000_000;
  private static final int REMEMBERED_FLIGHTS = 128;

  /** One answer of many hardly moves a quantile, and to find it costs more than all the rest. */
  private static final int ANSWERS_PER_QUANTILE = 8;

  /** The share of answers that counts as cold. */
  private static final double COLD_QUANTILE = 0.75;

  /** What an answer claims beyond these is absurd, and would overflow sums and ranks. */
  private static final int MAX_IN_FLIGHT = 1 << 24;

  private static final double MAX_LATENCY_NANOS = 1e18;

  /**
   * One answer. {@code inFlight} grows by one with each use, since the endpoint then has one more.
   */
  static final class Answer {

    private final String id;
    private final AtomicInteger inFlight;
    private final double latencyNanos;
    private final long receivedAtNanos;
    private final AtomicInteger usesLeft;

    Answer(String id, LoadReport report, long receivedAtNanos, int uses) {
      this.id = id;
      this.inFlight = new AtomicInteger((int) Math.min(MAX_IN_FLIGHT, report.requestsInFlight()));
      this.latencyNanos = Math.min(MAX_LATENCY_NANOS, report.latencyEstimateNanos());
      this.receivedAtNanos = receivedAtNanos;
      this.usesLeft = new AtomicInteger(uses);
    }

    String id() {
      return id;
    }

    int inFlight() {
      return inFlight.get();
    }

    double latencyNanos() {
      return latencyNanos;
    }
  }

  private final AtomicReferenceArray<@Nullable Answer> slots = new AtomicReferenceArray<>(CAPACITY);
  // Written by answers that arrive, without a lock: a lost one does not move a quantile.
  private final int[] recentFlights = new int[REMEMBERED_FLIGHTS];
  // 31 bits would be used up within a day of many probes.
  private final AtomicLong flightsSeen;
  private final AtomicInteger removals = new AtomicInteger();
  private volatile int hotFrom = Integer.MAX_VALUE;

  ProbePool() {
    this(0);
  }

  /** As after so many answers, none of them remembered. */
  ProbePool(long flightsSeen) {
    this.flightsSeen = new AtomicLong(flightsSeen);
  }

  void add(Answer answer, long nowNanos) {
    remember(answer.inFlight());
    int place = 0;
    long oldestAge = Long.MIN_VALUE;
    for (int i = 0; i < CAPACITY; i++) {
      Answer held = slots.get(i);
      if (held == null || held.id().equals(answer.id())) {
        place = i;
        break;
      }
      long age = nowNanos - held.receivedAtNanos;
      if (age > oldestAge) {
        oldestAge = age;
        place = i;
      }
    }
    slots.set(place, answer);
  }

  private void remember(int inFlight) {
    long seen = flightsSeen.getAndIncrement();
    recentFlights[(int) (seen % REMEMBERED_FLIGHTS)] = inFlight;
    if (seen < ANSWERS_PER_QUANTILE || seen % ANSWERS_PER_QUANTILE == 0) {
      hotFrom = quantile((int) Math.min(seen + 1, REMEMBERED_FLIGHTS));
    }
  }

  private int quantile(int count) {
    int[] sorted = Arrays.copyOf(recentFlights, count);
    Arrays.sort(sorted);
    return Math.max(1, sorted[Math.min(count - 1, (int) (COLD_QUANTILE * count))]);
  }

  /** Returns a fresh answer, or null if the slot is empty; one that is too old is dropped. */
  @Nullable Answer fresh(int slot, long nowNanos) {
    Answer answer = slots.get(slot);
    if (answer != null && nowNanos - answer.receivedAtNanos > MAX_AGE_NANOS) {
      slots.compareAndSet(slot, answer, null);
      return null;
    }
    return answer;
  }

  boolean isHot(Answer answer) {
    return answer.inFlight() >= hotFrom;
  }

  void use(int slot, Answer answer) {
    answer.inFlight.incrementAndGet();
    if (answer.usesLeft.decrementAndGet() <= 0) {
      slots.compareAndSet(slot, answer, null);
    }
  }

  /**
   * Drops one answer per request, in turn the oldest and the worst, so that the pool stays honest.
   */
  void dropOne(long nowNanos) {
    boolean oldest = (removals.getAndIncrement() & 1) == 0;
    int worst = -1;
    double worstScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CAPACITY; i++) {
      Answer answer = slots.get(i);
      if (answer != null) {
        double score = oldest ? (double) (nowNanos - answer.receivedAtNanos) : badness(answer);
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

  /** Hot ones are worse than cold ones, the fullest the worst; cold ones go by latency. */
  private double badness(Answer answer) {
    return isHot(answer) ? 1e30 * (1 + answer.inFlight()) : answer.latencyNanos();
  }
}

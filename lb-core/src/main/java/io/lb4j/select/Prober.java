package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.LoadReport;
import io.lb4j.time.Scheduler.Cancellable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the probes that requests have earned, away from the path of selections. A pick only counts
 * and, if nobody is sending, wakes a callback thread.
 */
final class Prober {

  /** Beyond this, answers are overdue and further probes would only add load. */
  private static final int MAX_PENDING = 64;

  private static final long GIVE_UP_NANOS = 1_000_000_000;

  private final Candidates candidates;
  private final LoadProbe probe;
  private final ProbePool pool;
  private final double usesPerAnswer;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger earned = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicBoolean sending = new AtomicBoolean();

  Prober(Candidates candidates, LoadProbe probe, ProbePool pool, double usesPerAnswer) {
    this.candidates = candidates;
    this.probe = probe;
    this.pool = pool;
    this.usesPerAnswer = usesPerAnswer;
  }

  void earn(int probes) {
    if (earned.get() < MAX_PENDING) {
      earned.addAndGet(probes);
    }
    if (!sending.get() && sending.compareAndSet(false, true)) {
      try {
        candidates.scheduler().execute(this::send);
      } catch (RuntimeException e) {
        // Nobody sends now; the next pick tries again.
        sending.set(false);
        throw e;
      }
    }
  }

  private void send() {
    try {
      for (int left = earned.getAndSet(0); left > 0 && pending.get() < MAX_PENDING; left--) {
        ask(candidates.endpoint(candidates.random().nextInt(candidates.size())));
      }
    } finally {
      sending.set(false);
    }
  }

  private void ask(Endpoint<?> endpoint) {
    pending.incrementAndGet();
    AtomicBoolean settled = new AtomicBoolean();
    Cancellable giveUp = candidates.scheduler().schedule(() -> settle(settled), GIVE_UP_NANOS);
    try {
      probe
          .probe(endpoint)
          .whenComplete(
              (report, error) -> {
                // Left to run out, the timers of a second's probes would all wait at once.
                giveUp.cancel();
                answered(endpoint, report, settled);
              });
    } catch (RuntimeException e) {
      // A probe that throws is one that is not answered; the policy works without.
      giveUp.cancel();
      settle(settled);
    }
  }

  private void answered(Endpoint<?> endpoint, @Nullable LoadReport report, AtomicBoolean settled) {
    settle(settled);
    if (report != null
        && !Double.isNaN(report.requestsInFlight())
        && !Double.isNaN(report.latencyEstimateNanos())) {
      long now = candidates.ticker().nanoTime();
      int uses = usesOf(answers.getAndIncrement(), usesPerAnswer);
      pool.add(new ProbePool.Answer(endpoint.id(), report, now, uses), now);
    }
  }

  /** Rounds so that any number of answers in a row have their uses in all, to within one. */
  static int usesOf(int answer, double usesPerAnswer) {
    return (int) (Math.floor((answer + 1.0) * usesPerAnswer) - Math.floor(answer * usesPerAnswer));
  }

  private void settle(AtomicBoolean settled) {
    if (settled.compareAndSet(false, true)) {
      pending.decrementAndGet();
    }
  }
}

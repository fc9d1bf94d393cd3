package io.lb4j.benchmarks.floor;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The host that a probe has found the best; two choices while there are too few answers. */
final class Probing implements Chooser {

  private static final int PROBES_PER_REQUEST = 3;
  private static final int MAX_EARNED = 64;
  private static final int MAX_USES = 16;

  private final Chooser fallback;
  private final ProbePool pool = new ProbePool();
  private final Executor prober;
  private final AtomicInteger earned = new AtomicInteger();
  private final AtomicBoolean sending = new AtomicBoolean();
  private final double[] penalties;
  private final double usesPerAnswer;
  private int answers;

  /**
   * Makes one.
   *
   * @param prober runs one task at a time, not in the caller
   */
  Probing(int hosts, Chooser fallback, Executor prober) {
    this.fallback = fallback;
    this.prober = prober;
    this.penalties = new double[hosts];
    Arrays.fill(penalties, 1);
    double gain = (1 - ProbePool.CAPACITY / (double) hosts) * PROBES_PER_REQUEST - 1;
    this.usesPerAnswer = gain <= 0 ? MAX_USES : Math.min(MAX_USES, Math.max(1, 2 / gain));
  }

  @Override
  public int pick(FloorKey key) {
    if (earned.get() < MAX_EARNED) {
      earned.addAndGet(PROBES_PER_REQUEST);
    }
    if (!sending.get() && sending.compareAndSet(false, true)) {
      prober.execute(this::send);
    }
    int host = pool.use(penalties, Tick.nanos());
    return host < 0 ? fallback.pick(key) : host;
  }

  /** Asks some hosts, all of which answer at once that they are idle. */
  private void send() {
    for (int left = earned.getAndSet(0); left > 0; left--) {
      int host = ThreadLocalRandom.current().nextInt(penalties.length);
      int uses =
          (int) (Math.floor((answers + 1) * usesPerAnswer) - Math.floor(answers * usesPerAnswer));
      answers++;
      pool.add(new ProbeAnswer(host, 0, 1e6, System.nanoTime(), uses));
    }
    sending.set(false);
  }
}

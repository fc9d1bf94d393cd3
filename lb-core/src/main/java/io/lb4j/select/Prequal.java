package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of a pool of probed endpoints the cold one with the least latency, or the least full if all are
 * hot.
 *
 * <p>Source: Wydrowski et al., "Load is not what you should balance: introducing Prequal", NSDI
 * 2024. That errors keep an endpoint out is theirs too; how, by the penalty of all our metrics, is
 * ours.
 */
final class Prequal implements SelectionPolicy {

  private static final int PROBES_PER_REQUEST = 3;
  private static final double REMOVED_PER_REQUEST = 1;
  private static final double DELTA = 1;
  private static final int MAX_USES = 16;
  private static final int MIN_ANSWERS = 2;

  /** From this penalty on, two failures in five, an endpoint's answers are not believed. */
  private static final double SUSPECT = 2.5;

  private final LoadProbe probe;
  private final SelectionPolicy fallback = SelectionPolicies.powerOfTwoChoices();

  Prequal(LoadProbe probe) {
    this.probe = probe;
  }

  @Override
  public String name() {
    return "prequal";
  }

  @Override
  public Spread spread() {
    return Spread.BY_LOAD;
  }

  @Override
  public @Nullable LoadCell newCell() {
    return fallback.newCell();
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    ProbePool pool = predecessor instanceof ByProbes before ? before.pool : new ProbePool();
    return new ByProbes(candidates, fallback.newPicker(candidates, null), pool, probe);
  }

  @Override
  public String toString() {
    return name();
  }

  /** How often an answer may be used, so that the pool is neither empty nor stale. */
  static double usesPerAnswer(int endpoints) {
    double gain =
        (1 - ProbePool.CAPACITY / (double) endpoints) * PROBES_PER_REQUEST - REMOVED_PER_REQUEST;
    if (gain <= 0) {
      return MAX_USES;
    }
    return Math.min(MAX_USES, Math.max(1, (1 + DELTA) / gain));
  }

  private static final class ByProbes implements Picker {

    private final Candidates candidates;
    private final Picker fallback;
    private final ProbePool pool;
    private final Prober prober;
    private final Map<String, Integer> indexById = new HashMap<>();

    ByProbes(Candidates candidates, Picker fallback, ProbePool pool, LoadProbe probe) {
      this.candidates = candidates;
      this.fallback = fallback;
      this.pool = pool;
      this.prober = new Prober(candidates, probe, pool, usesPerAnswer(candidates.size()));
      for (int i = 0; i < candidates.size(); i++) {
        indexById.put(candidates.endpoint(i).id(), i);
      }
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      if (attempt > 0) {
        return fallback.pick(context, attempt);
      }
      prober.earn(PROBES_PER_REQUEST);
      long now = candidates.tickNanos();
      int answers = 0;
      int bestSlot = -1;
      int bestIndex = -1;
      double best = Double.POSITIVE_INFINITY;
      for (int slot = 0; slot < ProbePool.CAPACITY; slot++) {
        ProbePool.Answer answer = pool.fresh(slot, now);
        Integer index = answer == null ? null : indexById.get(answer.id());
        if (answer == null || index == null || !candidates.admits(index, context)) {
          continue;
        }
        answers++;
        double rank = rank(answer, index, now);
        if (rank < best) {
          best = rank;
          bestSlot = slot;
          bestIndex = index;
        }
      }
      if (answers < MIN_ANSWERS) {
        return fallback.pick(context, attempt);
      }
      ProbePool.Answer used = pool.fresh(bestSlot, now);
      if (used != null) {
        pool.use(bestSlot, used);
      }
      pool.dropOne(now);
      return bestIndex;
    }

    /** Cold answers by latency come before hot ones by requests in flight, and suspects last. */
    private double rank(ProbePool.Answer answer, int index, long now) {
      double penalty =
          candidates.cell(index) instanceof FailurePenalty failures ? failures.at(now) : 1;
      if (penalty > SUSPECT) {
        return 1e60 * penalty;
      }
      return pool.isHot(answer)
          ? 1e30 * (1 + answer.inFlight()) * penalty
          : answer.latencyNanos() * penalty;
    }

    @Override
    public double load(int index) {
      return fallback.load(index);
    }
  }
}

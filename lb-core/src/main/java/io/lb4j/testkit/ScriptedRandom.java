package io.lb4j.testkit;

import io.lb4j.time.RandomSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers that a test chooses: first a script, then a sequence that follows from the seed
 * (SplitMix64). The same script and seed give the same numbers.
 *
 * <p>Thread-safe, but with several threads the order in which they draw is theirs.
 */
public final class ScriptedRandom implements RandomSource {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final long seed;
  private final long[] script;
  private final AtomicLong draws = new AtomicLong();

  private ScriptedRandom(long seed, long[] script) {
    this.seed = seed;
    this.script = script;
  }

  /**
   * Makes a source that follows from a seed alone.
   *
   * @param seed print it when a test fails
   * @return a new source
   */
  public static ScriptedRandom seeded(long seed) {
    return new ScriptedRandom(seed, new long[0]);
  }

  /**
   * Makes a source that draws the given numbers first.
   *
   * @param draws the first numbers, as 64 bits each
   * @return a new source, seeded with 0 for what follows
   */
  public static ScriptedRandom of(long... draws) {
    return new ScriptedRandom(0, draws.clone());
  }

  @Override
  public long nextLong() {
    long draw = draws.getAndIncrement();
    return draw < script.length ? script[(int) draw] : mix(seed + (draw + 1) * GOLDEN_GAMMA);
  }

  private static long mix(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public String toString() {
    return "ScriptedRandom[seed=" + seed + ", script of " + script.length + "]";
  }
}

package io.lb4j.simulator.engine;

import io.lb4j.time.RandomSource;
import java.util.random.RandomGenerator;

/**
 * One component's own random numbers: xoshiro256++, with the exponential and normal numbers of
 * {@link RandomGenerator}. The same seed gives the same numbers. For one thread.
 *
 * <p>Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.
 */
public final class RandomStream implements RandomSource, RandomGenerator {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  RandomStream(long seed) {
    long state = seed;
    s0 = mix(state += GOLDEN_GAMMA);
    s1 = mix(state += GOLDEN_GAMMA);
    s2 = mix(state += GOLDEN_GAMMA);
    s3 = mix(state + GOLDEN_GAMMA);
  }

  @Override
  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long shifted = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  @Override
  public double nextDouble() {
    return RandomSource.super.nextDouble();
  }

  @Override
  public int nextInt(int bound) {
    return RandomSource.super.nextInt(bound);
  }

  /** SplitMix64's output function, which turns neighbouring seeds into unrelated states. */
  static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

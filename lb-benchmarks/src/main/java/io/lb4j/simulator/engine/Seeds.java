package io.lb4j.simulator.engine;

import io.lb4j.hash.KeyHash;

/**
 * Gives every component a random stream of its own by name, so that a component that is added, or
 * draws more, does not shift the numbers of the others: two policies then meet the same arrivals.
 *
 * @param seed of the run
 */
public record Seeds(long seed) {

  /**
   * Makes the stream of a component.
   *
   * @param name the component's, unique within the run
   * @return a new stream, the same for the same seed and name
   */
  public RandomStream stream(String name) {
    return new RandomStream(RandomStream.mix(seed) ^ KeyHash.xxh64(name));
  }
}

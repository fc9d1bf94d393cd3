package io.lb4j.simulator.client;

import io.lb4j.request.SelectionContext;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What requests are about, for the policies that place keys: a fixed number of keys of which some
 * are asked for more often than others, by Zipf's law.
 */
public final class Keys {

  private final SelectionContext[] contexts;
  private final double[] cumulative;

  /**
   * Makes keys {@code key-0}, the most popular, and so on.
   *
   * @param count how many; 0 for requests without a key
   * @param skew the exponent; 0 makes all equally popular
   */
  public Keys(int count, double skew) {
    contexts = new SelectionContext[count];
    cumulative = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      contexts[i] = SelectionContext.forKey("key-" + i);
      sum += 1 / StrictMath.pow(i + 1, skew);
      cumulative[i] = sum;
    }
  }

  SelectionContext draw(RandomGenerator random) {
    if (contexts.length == 0) {
      return SelectionContext.none();
    }
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return contexts[found < 0 ? Math.min(-found - 1, contexts.length - 1) : found];
  }
}

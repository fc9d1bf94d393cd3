package io.lb4j.route;

import io.lb4j.endpoint.Names;
import io.lb4j.hash.KeyHash;
import io.lb4j.time.TimeAndChance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Collects the variants of a {@link Split}. Not thread-safe.
 *
 * @param <D> destinations
 */
public final class SplitBuilder<D> {

  private final String name;
  private final List<Variant<D>> variants = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();
  private TimeAndChance timeAndChance = TimeAndChance.system();

  SplitBuilder(String name) {
    this.name = name;
  }

  /**
   * Adds a variant.
   *
   * @param variant its name, unique within the split
   * @param destination where its requests go
   * @param weight relative to the others; 0 for none but those that force it
   * @return this builder
   * @throws IllegalArgumentException if the name is none or taken, or the weight negative or not
   *     finite
   */
  public SplitBuilder<D> variant(String variant, D destination, double weight) {
    Names.require("variant name", variant);
    if (variants.stream().anyMatch(other -> other.name().equals(variant))) {
      throw new IllegalArgumentException(
          "variant name \"" + variant + "\" is taken; choose another");
    }
    variants.add(new Variant<>(variant, Objects.requireNonNull(destination, "destination")));
    weights.add(requireWeight(variant, weight));
    return this;
  }

  /**
   * Sets clock, timer and dice; the system's unless set. For tests and simulations.
   *
   * @param timeAndChance a balancer's, or a test's
   * @return this builder
   */
  public SplitBuilder<D> timeAndChance(TimeAndChance timeAndChance) {
    this.timeAndChance = Objects.requireNonNull(timeAndChance, "timeAndChance");
    return this;
  }

  /**
   * Builds the split.
   *
   * @return a split with these variants
   * @throws IllegalArgumentException if there is no variant, or all weights are 0
   */
  public Split<D> build() {
    long[] salts = new long[variants.size()];
    double[] each = new double[variants.size()];
    for (int i = 0; i < salts.length; i++) {
      salts[i] = KeyHash.xxh64(name + "\n" + variants.get(i).name());
      each[i] = weights.get(i);
    }
    return new Split<>(name, variants, salts, requireAny(each), timeAndChance);
  }

  static double requireWeight(String variant, double weight) {
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weight of " + variant + " is " + weight + "; it must be finite and not negative");
    }
    return weight;
  }

  static double[] requireAny(double[] weights) {
    for (double weight : weights) {
      if (weight > 0) {
        return weights;
      }
    }
    throw new IllegalArgumentException(
        "no variant has a weight above 0; requests must go somewhere");
  }
}

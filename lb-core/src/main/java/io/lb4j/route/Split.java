package io.lb4j.route;

import io.lb4j.endpoint.Names;
import io.lb4j.hash.Mix64;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.time.TimeAndChance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Divides requests among variants by weight: 99 % stay, 1 % try the new version. Requests with a
 * key stick to their variant, the others are drawn.
 *
 * <pre>{@code
 * Split<Balancer<URI>> cart =
 *     Split.<Balancer<URI>>builder("cart").variant("v1", v1, 99).variant("v2", v2, 1).build();
 * String page =
 *     cart.call(SelectionContext.forKey(user), pool -> Invoker.of(pool).call(none(), this::fetch));
 * }</pre>
 *
 * <p><b>Stickiness.</b> When weights change, keys move only to a variant whose share grows, or from
 * one whose share shrinks: who is in the canary at 1 % is in it at 10 % and 50 %. All instances
 * with the same names and weights agree, without talking to each other. Splits of different names
 * divide the same keys independently. The rule is weighted rendezvous hashing.
 *
 * <p>Thread-safe. Weights may change at any time, and hold from the next pick on; a pick takes a
 * logarithm per variant and allocates nothing. For some variants, not for hundreds.
 *
 * @param <D> destinations
 */
public final class Split<D> {

  private static final double MANTISSA = 0x1p-53;

  private final String name;
  private final List<Variant<D>> variants;
  private final long[] salts;
  private final TimeAndChance timeAndChance;
  // Replaced as a whole.
  private volatile double[] weights;
  private final AtomicReference<@Nullable Canary> ramp = new AtomicReference<>();

  Split(
      String name,
      List<Variant<D>> variants,
      long[] salts,
      double[] weights,
      TimeAndChance timeAndChance) {
    this.name = name;
    this.variants = List.copyOf(variants);
    this.salts = salts;
    this.weights = weights;
    this.timeAndChance = timeAndChance;
  }

  /**
   * Begins a split.
   *
   * @param name says which keys are in the canary, together with the variants' names, so change it
   *     to draw others
   * @param <D> destinations
   * @return a builder without variants
   * @throws IllegalArgumentException if the name is none
   */
  public static <D> SplitBuilder<D> builder(String name) {
    return new SplitBuilder<>(Names.require("split name", name));
  }

  /**
   * Picks the variant of a request.
   *
   * @param context its key or hash decides; without one, chance does
   * @return a variant whose weight is not 0
   */
  public Variant<D> pick(SelectionContext context) {
    return variants.get(
        index(context.hasHash() ? context.hash() : timeAndChance.random().nextLong()));
  }

  /**
   * Picks the variant of a request that may name one itself, by a header for instance.
   *
   * @param context its key or hash decides; without one, chance does
   * @param forced the variant's name, which wins even if its weight is 0; null or a name that there
   *     is not means {@link #pick(SelectionContext)}
   * @return a variant
   */
  public Variant<D> pick(SelectionContext context, @Nullable String forced) {
    Variant<D> named = forced == null ? null : variant(forced);
    return named == null ? pick(context) : named;
  }

  /** The variant that waits least, if each waits for an exponential time of its weight. */
  private int index(long hash) {
    double[] weights = this.weights;
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      double fraction = ((Mix64.mix(hash ^ salts[i]) >>> 11) + 0.5) * MANTISSA;
      // Strict, so that all instances agree to the last bit.
      double wait = -StrictMath.log(fraction) / weights[i];
      if (wait < least) {
        best = i;
        least = wait;
      }
    }
    return best;
  }

  /**
   * Makes a call to the variant of a request, and reports how it went. What it throws is judged by
   * {@link Outcome#ofException}; any result is a success.
   *
   * @param context its key or hash decides; without one, chance does
   * @param call reaches the destination
   * @param <T> the result
   * @param <E> what the call throws
   * @return the result
   * @throws E what the call threw
   */
  public <T extends @Nullable Object, E extends Exception> T call(
      SelectionContext context, Call<? super D, ? extends T, E> call) throws E {
    return this.<T, E>call(context, call, result -> Outcome.success());
  }

  /**
   * Makes a call as {@link #call(SelectionContext, Call)} does, whose result shows how it went.
   *
   * @param context its key or hash decides; without one, chance does
   * @param call reaches the destination
   * @param judge says how it went by the result
   * @param <T> the result
   * @param <E> what the call throws
   * @return the result
   * @throws E what the call threw
   */
  public <T extends @Nullable Object, E extends Exception> T call(
      SelectionContext context,
      Call<? super D, ? extends T, E> call,
      Function<? super T, Outcome> judge)
      throws E {
    Variant<D> variant = pick(context);
    long startNanos = timeAndChance.ticker().nanoTime();
    Outcome outcome = Outcome.ignored();
    try {
      T result = call.on(variant.destination());
      outcome = judge.apply(result);
      return result;
    } catch (Throwable e) {
      outcome = Outcome.ofException(e);
      throw e;
    } finally {
      variant.report(outcome, timeAndChance.ticker().nanoTime() - startNanos);
    }
  }

  /**
   * A call to a destination.
   *
   * @param <D> destinations
   * @param <T> the result
   * @param <E> what the call throws
   */
  @FunctionalInterface
  public interface Call<D, T extends @Nullable Object, E extends Exception> {

    /**
     * Makes the call.
     *
     * @param destination the variant's
     * @return the result
     * @throws E if the call fails
     */
    T on(D destination) throws E;
  }

  /**
   * Changes all weights.
   *
   * @param weights for each variant by name; relative, not negative
   * @throws IllegalArgumentException if a variant is missing or unknown, a weight is negative or
   *     not finite, or all are 0
   */
  public void weights(Map<String, Double> weights) {
    if (weights.size() != variants.size()) {
      throw new IllegalArgumentException(
          "weights are for "
              + weights.keySet()
              + "; the variants are "
              + variants.stream().map(Variant::name).toList());
    }
    double[] changed = new double[variants.size()];
    for (int i = 0; i < changed.length; i++) {
      Double weight = weights.get(variants.get(i).name());
      if (weight == null) {
        throw new IllegalArgumentException(
            "there is no weight for " + variants.get(i) + "; name every variant, with 0 for none");
      }
      changed[i] = SplitBuilder.requireWeight(variants.get(i).name(), weight);
    }
    this.weights = SplitBuilder.requireAny(changed);
  }

  /**
   * Returns the weights.
   *
   * @return by name, in the order of the variants
   */
  public Map<String, Double> weights() {
    double[] now = weights;
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < now.length; i++) {
      byName.put(variants.get(i).name(), now[i]);
    }
    return byName;
  }

  /**
   * Returns a variant by name.
   *
   * @param name a name
   * @return the variant, or null if there is none of that name
   */
  public @Nullable Variant<D> variant(String name) {
    Objects.requireNonNull(name, "name");
    for (Variant<D> variant : variants) {
      if (variant.name().equals(name)) {
        return variant;
      }
    }
    return null;
  }

  /**
   * Returns all variants.
   *
   * @return in the order in which they were added
   */
  public List<Variant<D>> variants() {
    return variants;
  }

  /**
   * Returns the name.
   *
   * @return for messages, and part of what keys are drawn by
   */
  public String name() {
    return name;
  }

  /** Gives the weights into the hands of a canary, or returns whose they are already. */
  @Nullable Canary begin(Canary canary) {
    return ramp.compareAndExchange(null, canary);
  }

  void end(Canary canary) {
    ramp.compareAndSet(canary, null);
  }

  TimeAndChance timeAndChance() {
    return timeAndChance;
  }

  @Override
  public String toString() {
    return "Split[" + name + weights() + "]";
  }
}

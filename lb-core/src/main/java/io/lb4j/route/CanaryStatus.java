package io.lb4j.route;

/**
 * How a {@link Canary} is doing.
 *
 * @param split the split's name
 * @param variant the canary's name
 * @param phase what is being done with it
 * @param percent its share of the requests
 * @param reason why it is so, in words
 * @param canary its figures in this step
 * @param baseline those of the other variant, over the same time
 */
public record CanaryStatus(
    String split,
    String variant,
    Phase phase,
    double percent,
    String reason,
    VariantFigures canary,
    VariantFigures baseline) {

  /** What is being done with a canary. */
  public enum Phase {
    /** Its share grows step by step. */
    RAMPING,
    /** It keeps its share until somebody decides. */
    HELD,
    /** It was found worse, or somebody has decided so; it gets nothing. */
    ROLLED_BACK,
    /** It gets everything. */
    PROMOTED
  }

  @Override
  public String toString() {
    return "%s of %s: %s at %s %%, %s (canary: %s; baseline: %s)"
        .formatted(variant, split, phase, percent, reason, canary, baseline);
  }
}

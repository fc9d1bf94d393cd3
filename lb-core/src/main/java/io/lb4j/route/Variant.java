package io.lb4j.route;

import io.lb4j.request.Outcome;

/**
 * One of the destinations that a {@link Split} divides requests among. Thread-safe.
 *
 * @param <D> destinations
 */
public final class Variant<D> {

  private final String name;
  private final D destination;
  private final VariantTally tally = new VariantTally();

  Variant(String name, D destination) {
    this.name = name;
    this.destination = destination;
  }

  /**
   * Returns the name.
   *
   * @return unique within the split
   */
  public String name() {
    return name;
  }

  /**
   * Returns the destination.
   *
   * @return what the user gave
   */
  public D destination() {
    return destination;
  }

  /**
   * Tells how a request went, for {@link #figures} and for a {@link Canary}. {@link Split#call} and
   * {@code lb-okhttp} do it by themselves. Lock-free.
   *
   * @param outcome how it went; one that is ignored is not counted
   * @param latencyNanos how long it took, in nanoseconds
   */
  public void report(Outcome outcome, long latencyNanos) {
    tally.record(outcome, latencyNanos);
  }

  /**
   * Returns how requests went since the split was built.
   *
   * @return the figures at this moment
   */
  public VariantFigures figures() {
    return tally.figures();
  }

  @Override
  public String toString() {
    return "Variant[" + name + "]";
  }
}

package io.lb4j.zone;

import io.lb4j.endpoint.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which labels divide the endpoints of a balancer into subsets, and where a request goes that asks
 * for a subset without endpoints. Each subset is picked from as if it were all there is: by the
 * balancer's policy, with priorities and panic of its own. Immutable.
 *
 * <p>A request asks for a subset by {@linkplain io.lb4j.request.SelectionContext#requiring(String,
 * String) requiring} exactly the labels of one selector. A request that requires other labels, or
 * more or fewer of them, is picked from all endpoints, and choices without the labels are refused:
 * that works for any label, but the rarer the label is the worse it spreads. Endpoints that lack a
 * label of a selector are in none of its subsets.
 *
 * <p>A subset costs what a balancer of its endpoints costs for its table, and nothing for their
 * counters, which all subsets share. Tables are made when endpoints change, never by a request. Do
 * not declare labels that every endpoint has a value of its own for, such as a host name; {@code
 * preferring} is for that.
 *
 * <p>Source: Envoy's subset load balancer, whose terms these are.
 *
 * @param selectors the sets of labels that are declared; none is empty
 * @param fallback where a request goes whose subset has no endpoint
 * @param defaultSubset the labels of the default subset; empty unless the fallback is {@link
 *     Fallback#DEFAULT}
 * @param maxSubsets how many subsets get tables of their own, at least 1; of labels with more
 *     values, those that come first in the set of endpoints do, and requests for others are picked
 *     from all endpoints as if the label were not declared
 */
public record SubsetPolicy(
    List<Set<String>> selectors,
    Fallback fallback,
    Map<String, String> defaultSubset,
    int maxSubsets) {

  private static final int DEFAULT_MAX_SUBSETS = 100;

  /** Where a request goes whose subset has no endpoint. */
  public enum Fallback {
    /** Nowhere: it fails with NO_MATCH. */
    NONE,
    /** To any endpoint. */
    ANY,
    /** To the default subset; if that has no endpoint either, it fails with NO_MATCH. */
    DEFAULT
  }

  /**
   * Checks and copies the values.
   *
   * @param selectors {@link #selectors()}
   * @param fallback {@link #fallback()}
   * @param defaultSubset {@link #defaultSubset()}
   * @param maxSubsets {@link #maxSubsets()}
   * @throws IllegalArgumentException if there is no selector, one is empty, the default subset does
   *     not suit the fallback, or no subset is allowed
   */
  public SubsetPolicy {
    selectors = selectors.stream().map(Set::copyOf).distinct().toList();
    defaultSubset = Map.copyOf(defaultSubset);
    if (selectors.isEmpty() || selectors.contains(Set.<String>of())) {
      throw new IllegalArgumentException(
          "selectors are " + selectors + "; each needs the name of at least one label");
    }
    selectors.forEach(names -> names.forEach(name -> Names.require("label", name)));
    if ((fallback == Fallback.DEFAULT) == defaultSubset.isEmpty()) {
      throw new IllegalArgumentException(
          "fallback is %s with the default subset %s; DEFAULT, and nothing else, needs one"
              .formatted(fallback, Names.escape(defaultSubset.toString())));
    }
    if (maxSubsets < 1) {
      throw new IllegalArgumentException("maxSubsets is " + maxSubsets + "; it must be at least 1");
    }
  }

  /**
   * Divides by one selector; a request without endpoints fails with NO_MATCH, and up to 100 subsets
   * get tables.
   *
   * @param labels names of metadata that are required together: {@code by("version")} makes a
   *     subset of each version, {@code by("version", "stage")} of each combination
   * @return a new policy
   * @throws IllegalArgumentException if no label is named
   */
  public static SubsetPolicy by(String... labels) {
    return new SubsetPolicy(List.of(Set.of(labels)), Fallback.NONE, Map.of(), DEFAULT_MAX_SUBSETS);
  }

  /**
   * Divides by another selector, too, independently.
   *
   * @param labels names of metadata that are required together
   * @return a changed copy
   * @throws IllegalArgumentException if no label is named
   */
  public SubsetPolicy andBy(String... labels) {
    List<Set<String>> more = new ArrayList<>(selectors);
    more.add(Set.of(labels));
    return new SubsetPolicy(more, fallback, defaultSubset, maxSubsets);
  }

  /**
   * Sends requests whose subset has no endpoint to any endpoint.
   *
   * @return a changed copy
   */
  public SubsetPolicy fallingBackToAny() {
    return new SubsetPolicy(selectors, Fallback.ANY, Map.of(), maxSubsets);
  }

  /**
   * Sends requests whose subset has no endpoint to those with certain labels.
   *
   * @param labels names and values, which need not belong to a selector; not empty
   * @return a changed copy
   * @throws IllegalArgumentException if there are no labels
   */
  public SubsetPolicy fallingBackTo(Map<String, String> labels) {
    return new SubsetPolicy(selectors, Fallback.DEFAULT, labels, maxSubsets);
  }

  /**
   * Changes how many subsets get tables of their own.
   *
   * @param maxSubsets {@link #maxSubsets()}
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public SubsetPolicy withMaxSubsets(int maxSubsets) {
    return new SubsetPolicy(selectors, fallback, defaultSubset, maxSubsets);
  }
}

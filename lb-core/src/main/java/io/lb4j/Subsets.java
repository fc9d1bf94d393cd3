package io.lb4j;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.endpoint.Names;
import io.lb4j.request.SelectionContext;
import io.lb4j.snapshot.SubsetSnapshot;
import io.lb4j.zone.SubsetPolicy;
import io.lb4j.zone.SubsetPolicy.Fallback;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The subsets of one pick table, by their labels; each is a pick table of its own. Immutable.
 *
 * @param tables those that have endpoints
 * @param complete whether these are all there are, and not only as many as are allowed
 */
record Subsets<T>(
    SubsetPolicy policy, Map<Map<String, String>, PickTable<T>> tables, boolean complete) {

  private static final int SHOWN = 10;

  /** Finds the subset that a request asks for, if there is one. */
  @Nullable PickTable<T> find(SelectionContext context) {
    return tables.get(context.required());
  }

  /** Tells whether a request asks for a subset, whether there is one or not. */
  boolean concern(SelectionContext context) {
    Map<String, String> labels = context.required();
    return tables.containsKey(labels) || (complete && policy.selectors().contains(labels.keySet()));
  }

  /**
   * Returns what takes the place of a subset without endpoints, or null if nothing does.
   *
   * @param whole the table of all endpoints
   */
  @Nullable PickTable<T> fallback(PickTable<T> whole) {
    return switch (policy.fallback()) {
      case NONE -> null;
      case ANY -> whole;
      case DEFAULT -> tables.get(policy.defaultSubset());
    };
  }

  /** Says where a request goes that asks for a subset. */
  String situation(SelectionContext context) {
    String asked = inWords(context.required());
    if (tables.containsKey(context.required())) {
      return "in the subset " + asked + ' ';
    }
    return "no endpoint has "
        + asked
        + switch (policy.fallback()) {
          case NONE -> "";
          case ANY -> ", so any will do; ";
          case DEFAULT -> ", so those of " + inWords(policy.defaultSubset()) + " are due; ";
        };
  }

  NoEndpointAvailableException noMatch(String balancer, SelectionContext context, int members) {
    Map<String, String> labels = context.required();
    List<String> others =
        tables.keySet().stream()
            .filter(other -> other.keySet().equals(labels.keySet()))
            .map(Subsets::inWords)
            .sorted()
            .toList();
    String detail =
        "%s%s; of these labels there %s"
            .formatted(
                inWords(labels),
                policy.fallback() == Fallback.DEFAULT
                    ? ", nor with those of the default subset " + inWords(policy.defaultSubset())
                    : "",
                others.isEmpty() ? "are none" : "are " + shortened(others));
    return new NoEndpointAvailableException(
        balancer, Reason.NO_MATCH, Map.of(Reason.NO_MATCH, members), null, detail);
  }

  private static String shortened(List<String> all) {
    return all.size() <= SHOWN
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, SHOWN)) + " and " + (all.size() - SHOWN) + " more";
  }

  /** Sorted by name, and safe to be shown. */
  static String inWords(Map<String, String> labels) {
    return Names.escape(new TreeMap<>(labels).toString());
  }

  List<SubsetSnapshot> pictures() {
    return tables.entrySet().stream()
        .map(
            subset -> {
              PickTable<T> table = subset.getValue();
              return new SubsetSnapshot(
                  subset.getKey(),
                  table.members().size(),
                  table.usable(),
                  table.available(),
                  table.panicking());
            })
        .toList();
  }
}

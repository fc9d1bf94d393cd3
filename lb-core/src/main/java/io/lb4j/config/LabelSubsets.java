package io.lb4j.config;

import io.lb4j.zone.SubsetPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which labels divide the endpoints. */
final class LabelSubsets {

  private static final String NONE = "none";
  private static final String ANY = "any";
  private static final String DEFAULT = "default";

  private LabelSubsets() {}

  static Optional<SubsetPolicy> of(Values values) {
    values.requireBeside(
        Key.SUBSETS_SELECTORS, Key.SUBSETS_FALLBACK, Key.SUBSETS_DEFAULT_LABELS, Key.SUBSETS_MAX);
    return values
        .find(Key.SUBSETS_SELECTORS, LabelSubsets::by)
        .map(subsets -> withFallback(values, subsets))
        .map(
            subsets ->
                values.fold(
                    Key.SUBSETS_MAX, subsets, (s, text) -> s.withMaxSubsets(Units.whole(text))));
  }

  private static SubsetPolicy by(String text) {
    List<String[]> selectors = Units.list(text).stream().map(LabelSubsets::labels).toList();
    SubsetPolicy subsets = SubsetPolicy.by(selectors.get(0));
    for (String[] labels : selectors.subList(1, selectors.size())) {
      subsets = subsets.andBy(labels);
    }
    return subsets;
  }

  private static String[] labels(String selector) {
    return selector.trim().split("\\s*\\+\\s*", -1);
  }

  private static SubsetPolicy withFallback(Values values, SubsetPolicy subsets) {
    Values.Setting labels = values.setting(Key.SUBSETS_DEFAULT_LABELS);
    String fallback = values.get(Key.SUBSETS_FALLBACK, NONE, LabelSubsets::fallback);
    if (fallback.equals(DEFAULT) && labels == null) {
      values.incomplete(Key.SUBSETS_FALLBACK, "needs " + Key.SUBSETS_DEFAULT_LABELS.text());
    } else if (!fallback.equals(DEFAULT) && labels != null && labels.own()) {
      values.problem(labels, "has no effect without subsets.fallback = default");
    }
    return switch (fallback) {
      case ANY -> subsets.fallingBackToAny();
      case DEFAULT ->
          values.fold(
              Key.SUBSETS_DEFAULT_LABELS,
              subsets,
              (s, text) -> s.fallingBackTo(Units.byName(text, Function.identity())));
      default -> subsets;
    };
  }

  private static String fallback(String text) {
    return switch (text) {
      case NONE, ANY, DEFAULT -> text;
      default -> throw Units.wrong(text, "none, any or default");
    };
  }
}

package io.lb4j.config;

import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.Gradient2;
import io.lb4j.limit.Vegas;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Limits that adapt, by name, with their parameters. */
final class AdaptiveLimits {

  private static final Set<Key> OF_GRADIENT2 =
      EnumSet.of(Key.ADAPTIVE_TOLERANCE, Key.ADAPTIVE_QUEUE);
  private static final Set<Key> OF_VEGAS = EnumSet.of(Key.ADAPTIVE_ALPHA, Key.ADAPTIVE_BETA);

  @FunctionalInterface
  private interface Bounded<L> {
    L withLimits(L limit, int initial, int min, int max);
  }

  private final Values values;

  private AdaptiveLimits(Values values) {
    this.values = values;
  }

  static Optional<AdaptiveLimit> of(Values values) {
    values.requireBeside(
        Key.ADAPTIVE_LIMIT,
        Key.ADAPTIVE_INITIAL,
        Key.ADAPTIVE_MIN,
        Key.ADAPTIVE_MAX,
        Key.ADAPTIVE_TOLERANCE,
        Key.ADAPTIVE_QUEUE,
        Key.ADAPTIVE_ALPHA,
        Key.ADAPTIVE_BETA);
    return values.find(Key.ADAPTIVE_LIMIT, new AdaptiveLimits(values)::named);
  }

  private AdaptiveLimit named(String text) {
    return switch (text) {
      case "gradient2" -> gradient2();
      case "vegas" -> vegas();
      default -> throw Units.wrong(text, "gradient2 or vegas");
    };
  }

  private Gradient2 gradient2() {
    refuse(OF_VEGAS, "gradient2");
    Gradient2 limit = within(200, Gradient2.defaults(), Gradient2::withLimits);
    limit =
        values.fold(
            Key.ADAPTIVE_TOLERANCE, limit, (l, text) -> l.withTolerance(Units.number(text)));
    return values.fold(Key.ADAPTIVE_QUEUE, limit, (l, text) -> l.withQueue(Units.whole(text)));
  }

  private Vegas vegas() {
    refuse(OF_GRADIENT2, "vegas");
    Vegas limit = within(1000, Vegas.defaults(), Vegas::withLimits);
    double alpha = values.get(Key.ADAPTIVE_ALPHA, 3.0, Units::number);
    double beta = values.get(Key.ADAPTIVE_BETA, 6.0, Units::number);
    Key at = values.placeOf(Key.ADAPTIVE_ALPHA, Key.ADAPTIVE_BETA);
    return values.fold(at, limit, (l, text) -> l.withQueue(alpha, beta));
  }

  private void refuse(Set<Key> parameters, String name) {
    for (Key parameter : parameters) {
      Values.Setting setting = values.setting(parameter);
      if (setting != null && setting.own()) {
        values.problem(setting, "does not apply to " + name);
      }
    }
  }

  private <L> L within(int usualMax, L standard, Bounded<L> bounded) {
    int initial = values.get(Key.ADAPTIVE_INITIAL, 20, Units::whole);
    int min = values.get(Key.ADAPTIVE_MIN, 1, Units::whole);
    int max = values.get(Key.ADAPTIVE_MAX, usualMax, Units::whole);
    Key at = values.placeOf(Key.ADAPTIVE_INITIAL, Key.ADAPTIVE_MIN, Key.ADAPTIVE_MAX);
    return values.fold(at, standard, (limit, text) -> bounded.withLimits(limit, initial, min, max));
  }
}

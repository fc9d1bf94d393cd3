package io.lb4j.config;

import io.lb4j.endpoint.InvalidSettingsException.Problem;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one client: its own values, and the defaults where it has none. A value that is
 * wrong becomes a problem, and what it was to change stays as it is.
 */
final class Values {

  /**
   * A value as it was written.
   *
   * @param key in full
   * @param own whether the client has it, and not only the defaults
   */
  record Setting(String key, String text, boolean own) {}

  private final Map<Key, Setting> settings = new EnumMap<>(Key.class);
  private final List<Problem> problems;

  Values(List<Problem> problems) {
    this.problems = problems;
  }

  void put(Key key, Setting setting) {
    settings.put(key, setting);
  }

  boolean has(Key key) {
    return settings.containsKey(key);
  }

  @Nullable Setting setting(Key key) {
    return settings.get(key);
  }

  /** Changes something by a value, if it is set and right. */
  <S> S fold(Key key, S before, BiFunction<S, String, S> change) {
    Setting setting = settings.get(key);
    if (setting == null) {
      return before;
    }
    try {
      return change.apply(before, setting.text());
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(setting, String.valueOf(e.getMessage()));
      return before;
    }
  }

  /** Reads a value that is used beside others. */
  <V> V get(Key key, V standard, Function<String, V> parse) {
    return fold(key, standard, (before, text) -> parse.apply(text));
  }

  void problem(Setting setting, String message) {
    problems.add(new Problem(setting.key(), message));
  }
}

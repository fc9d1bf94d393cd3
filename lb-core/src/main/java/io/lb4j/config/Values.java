package io.lb4j.config;

import io.lb4j.endpoint.InvalidSettingsException.Problem;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final boolean complete;

  /**
   * Begins with nothing set.
   *
   * @param problems where they are added
   * @param complete whether these are a client's values, and not the defaults alone, to which
   *     clients add what is missing
   */
  Values(List<Problem> problems, boolean complete) {
    this.problems = problems;
    this.complete = complete;
  }

  void put(Key key, Setting setting) {
    settings.put(key, setting);
  }

  void remove(Key key) {
    settings.remove(key);
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

  /** Reads a value without which there is nothing. */
  <V> Optional<V> find(Key key, Function<String, V> parse) {
    return fold(key, Optional.empty(), (any, text) -> Optional.of(parse.apply(text)));
  }

  /** Returns which of the keys the problems of all of them are told at. */
  Key placeOf(Key first, Key... others) {
    if (has(first)) {
      return first;
    }
    return Arrays.stream(others).filter(this::has).findFirst().orElse(first);
  }

  /**
   * Returns which of the keys is set, of which only one may be. What a client has itself counts
   * before what is set for all.
   */
  Optional<Key> exclusive(Key... keys) {
    Map<Key, Setting> rivals = new EnumMap<>(settings);
    rivals.keySet().retainAll(Set.of(keys));
    if (rivals.values().stream().anyMatch(Setting::own)) {
      rivals.values().removeIf(setting -> !setting.own());
    }
    Map.Entry<Key, Setting> chosen = null;
    for (Map.Entry<Key, Setting> rival : rivals.entrySet()) {
      if (chosen == null) {
        chosen = rival;
      } else {
        problem(rival.getValue(), "excludes %s; choose one".formatted(chosen.getValue().key()));
      }
    }
    return Optional.ofNullable(chosen).map(Map.Entry::getKey);
  }

  /** Refuses values of the client that lack another one; defaults may be of no use to a client. */
  void requireBeside(Key needed, Key... keys) {
    for (Key key : keys) {
      Setting setting = settings.get(key);
      if (setting != null && setting.own() && !has(needed)) {
        problem(setting, "has no effect without " + needed.text());
      }
    }
  }

  /** Adds that a value is not enough, unless somebody may still add what is missing. */
  void incomplete(Key key, String message) {
    Setting setting = settings.get(key);
    if (complete && setting != null) {
      problem(setting, message);
    }
  }

  void problem(Setting setting, String message) {
    problems.add(new Problem(setting.key(), message));
  }
}

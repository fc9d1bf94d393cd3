package io.lb4j.micrometer;

import java.util.Locale;

/** How constants read as values of tags. */
final class TagValue {

  private TagValue() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

package io.lb4j.route;

import org.jspecify.annotations.Nullable;

/**
 * What a header, query parameter or cookie has to be.
 *
 * @param source where it is looked for
 * @param name of headers in lower case
 * @param test what is asked of it
 * @param value to compare with; empty if presence is all that counts
 */
record FieldCondition(Source source, String name, Test test, String value) {

  enum Source {
    HEADER("header"),
    QUERY("query parameter"),
    COOKIE("cookie");

    private final String text;

    Source(String text) {
      this.text = text;
    }
  }

  enum Test {
    PRESENT,
    ABSENT,
    EQUAL,
    /** Holds for what is absent, too. */
    NOT_EQUAL
  }

  boolean holds(Reading<?> reading) {
    return holds(reading.value(source, name));
  }

  private boolean holds(@Nullable String actual) {
    return switch (test) {
      case PRESENT -> actual != null;
      case ABSENT -> actual == null;
      case EQUAL -> value.equals(actual);
      case NOT_EQUAL -> !value.equals(actual);
    };
  }

  private boolean concernsSameAs(FieldCondition other) {
    return source == other.source && name.equals(other.name);
  }

  /** Whether this holds wherever the other one does. */
  boolean isImpliedBy(FieldCondition other) {
    if (!concernsSameAs(other)) {
      return false;
    }
    return switch (other.test) {
      case EQUAL -> holds(other.value);
      case ABSENT -> holds((String) null);
      case PRESENT -> test == Test.PRESENT;
      case NOT_EQUAL -> equals(other);
    };
  }

  /** Whether no request meets both. */
  boolean contradicts(FieldCondition other) {
    if (!concernsSameAs(other)) {
      return false;
    }
    return switch (other.test) {
      case EQUAL -> !holds(other.value);
      case ABSENT -> !holds((String) null);
      case PRESENT -> test == Test.ABSENT;
      case NOT_EQUAL -> test == Test.EQUAL && value.equals(other.value);
    };
  }

  @Override
  public String toString() {
    String what = source.text + " " + name;
    return switch (test) {
      case PRESENT -> what + " present";
      case ABSENT -> what + " absent";
      case EQUAL -> what + " = " + value;
      case NOT_EQUAL -> what + " not " + value;
    };
  }
}

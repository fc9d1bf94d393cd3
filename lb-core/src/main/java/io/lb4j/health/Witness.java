package io.lb4j.health;

/** Who holds a verdict. */
public enum Witness {
  /** Whoever called {@code drain} or {@code disable}. */
  OPERATOR,
  /** What callers reported. */
  PASSIVE
}

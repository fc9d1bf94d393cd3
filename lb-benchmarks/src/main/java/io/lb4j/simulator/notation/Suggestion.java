package io.lb4j.simulator.notation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody who mistyped a name may have meant. */
public final class Suggestion {

  private static final int MOST_EDITS = 3;

  private Suggestion() {}

  /**
   * Ends a message on an unknown name.
   *
   * @param name what was written
   * @param known what would have been right
   * @return {@code did you mean "…"?}, or all that is known
   */
  public static String forUnknown(String name, Collection<String> known) {
    return nearest(name, known)
        .map(nearest -> "did you mean \"" + nearest + "\"?")
        .orElseGet(() -> "known are: " + String.join(", ", known));
  }

  /**
   * Finds the name that differs least.
   *
   * @param name what was looked for
   * @param known what there is
   * @return the nearest, or nothing if all are too different to be meant
   */
  public static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= mostEdits(name))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Of a short name, three edits leave nothing. */
  private static int mostEdits(String name) {
    return Math.min(MOST_EDITS, (name.length() + 1) / 2);
  }

  /** Levenshtein's. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

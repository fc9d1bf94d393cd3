package io.lb4j.okhttp;

import java.util.List;

/**
 * Some statuses of HTTP responses.
 *
 * @param first 200 to 599, as those below announce another one
 * @param last not below the first
 */
record StatusRange(int first, int last) {

  static final List<StatusRange> SUCCESSFUL = List.of(new StatusRange(200, 299));

  private static final int MIN = 200;
  private static final int MAX = 599;

  StatusRange {
    if (first < MIN || last > MAX || first > last) {
      throw new IllegalArgumentException(
          "statuses are "
              + first
              + " to "
              + last
              + "; they must be "
              + MIN
              + " to "
              + MAX
              + ", the first not above the last");
    }
  }

  static boolean anyHas(List<StatusRange> ranges, int status) {
    return ranges.stream().anyMatch(range -> status >= range.first && status <= range.last);
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + " to " + last;
  }
}

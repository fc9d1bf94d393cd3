package io.lb4j;

import io.lb4j.health.CheckResult.Kind;

/**
 * How many of an endpoint's last checks in a row agree, for each of the three lines that can be
 * drawn between the kinds of results: positive for results at least as bad, negative for better
 * ones. An immutable value.
 *
 * @param degraded results that are not PASSED
 * @param notReady results that are NOT_READY or FAILED
 * @param failed results that are FAILED
 */
record CheckRuns(int degraded, int notReady, int failed) {

  static final CheckRuns NONE = new CheckRuns(0, 0, 0);

  CheckRuns after(Kind kind) {
    return new CheckRuns(
        longer(degraded, kind, Kind.DEGRADED),
        longer(notReady, kind, Kind.NOT_READY),
        longer(failed, kind, Kind.FAILED));
  }

  private static int longer(int run, Kind kind, Kind line) {
    if (kind.compareTo(line) >= 0) {
      return run == Integer.MAX_VALUE ? run : Math.max(0, run) + 1;
    }
    return run == -Integer.MAX_VALUE ? run : Math.min(0, run) - 1;
  }

  /** How many checks have found the endpoint unable to serve since the last that found it able. */
  int unable() {
    return Math.max(0, notReady);
  }

  /**
   * Moves what was found over every line that enough checks in a row speak for crossing.
   *
   * @param found what was found before
   * @param rise how many better results in a row make it better
   * @param fall how many results in a row that are as bad make it worse
   */
  Kind decide(Kind found, int rise, int fall) {
    if (isReached(Kind.FAILED, failed, found, rise, fall)) {
      return Kind.FAILED;
    }
    if (isReached(Kind.NOT_READY, notReady, found, rise, fall)) {
      return Kind.NOT_READY;
    }
    return isReached(Kind.DEGRADED, degraded, found, rise, fall) ? Kind.DEGRADED : Kind.PASSED;
  }

  private static boolean isReached(Kind line, int run, Kind found, int rise, int fall) {
    return found.compareTo(line) >= 0 ? -run < rise : run >= fall;
  }
}

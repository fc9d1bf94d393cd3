package io.lb4j.examples.gateway;

import java.util.Locale;

/**
 * What a load generator has seen.
 *
 * @param calls made
 * @param failed without an answer, or with a status other than 2xx
 * @param p50Millis half of the calls took less
 * @param p99Millis all but one in a hundred took less
 */
record Figures(long calls, long failed, double p50Millis, double p99Millis) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d calls, %d failed, p50 %.1f ms, p99 %.1f ms",
        calls,
        failed,
        p50Millis,
        p99Millis);
  }
}

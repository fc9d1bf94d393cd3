package io.lb4j.simulator.measure;

import org.HdrHistogram.Histogram;

/**
 * How long calls took, in nanoseconds, to three digits; all 0 if there were none.
 *
 * @param calls how many
 * @param mean on average
 * @param p50 half took at most this
 * @param p90 nine in ten
 * @param p99 99 in a hundred
 * @param p999 999 in a thousand
 * @param max the longest
 */
public record Latency(long calls, double mean, long p50, long p90, long p99, long p999, long max) {

  static Latency of(Histogram histogram) {
    long calls = histogram.getTotalCount();
    return new Latency(
        calls,
        calls == 0 ? 0 : histogram.getMean(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }
}

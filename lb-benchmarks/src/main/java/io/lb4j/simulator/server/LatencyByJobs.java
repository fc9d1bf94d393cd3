package io.lb4j.simulator.server;

import java.util.Arrays;

/**
 * How long the last few requests took that found a given number of others, as Prequal's servers
 * remember it: the estimate for a request that comes now is the median at the present number, or at
 * the nearest that is known.
 */
final class LatencyByJobs {

  private static final int REMEMBERED = 16;
  private static final int MOST_JOBS = 255;

  private final long[][] latencies = new long[MOST_JOBS + 1][];
  private final int[] seen = new int[MOST_JOBS + 1];
  private final long[] sorted = new long[REMEMBERED];

  void add(int jobs, long latencyNanos) {
    int row = Math.min(jobs, MOST_JOBS);
    if (latencies[row] == null) {
      latencies[row] = new long[REMEMBERED];
    }
    latencies[row][seen[row]++ % REMEMBERED] = latencyNanos;
  }

  /** The median at the nearest number of jobs; 0 before the first request has been served. */
  double estimateNanos(int jobs) {
    int row = Math.min(jobs, MOST_JOBS);
    for (int distance = 0; distance <= MOST_JOBS; distance++) {
      if (row + distance <= MOST_JOBS && seen[row + distance] > 0) {
        return median(row + distance);
      }
      if (row - distance >= 0 && seen[row - distance] > 0) {
        return median(row - distance);
      }
    }
    return 0;
  }

  private double median(int row) {
    int count = Math.min(seen[row], REMEMBERED);
    System.arraycopy(latencies[row], 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    return sorted[count / 2];
  }
}

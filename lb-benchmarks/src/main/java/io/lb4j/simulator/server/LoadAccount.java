package io.lb4j.simulator.server;

import io.lb4j.request.LoadReport;

/**
 * What a server knows of its own load, for those it reports to: rates over the last full second,
 * and how long requests took lately that found as many others as there are now.
 */
final class LoadAccount {

  private static final long WINDOW_NANOS = 1_000_000_000;

  /** Weight of the newest service time in the average. */
  private static final double NEWEST = 0.05;

  private final double cores;
  private final LatencyByJobs latencies = new LatencyByJobs();
  private double serviceTimeNanos = Double.NaN;

  private long windowStartNanos;
  private double busyAtStartNanos;
  private long completed;
  private long errors;

  private double utilization = Double.NaN;
  private double requestsPerSecond = Double.NaN;
  private double errorsPerSecond = Double.NaN;

  LoadAccount(double cores) {
    this.cores = cores;
  }

  void completed(Job job, long latencyNanos) {
    completed++;
    latencies.add(job.jobsOnArrival, latencyNanos);
    serviceTimeNanos =
        Double.isNaN(serviceTimeNanos)
            ? job.demandNanos
            : serviceTimeNanos + NEWEST * (job.demandNanos - serviceTimeNanos);
  }

  void errorHappened() {
    errors++;
  }

  LoadReport report(long nowNanos, Station station) {
    roll(nowNanos, station);
    return new LoadReport(
        utilization,
        requestsPerSecond,
        errorsPerSecond,
        station.jobs(),
        station.waiting(),
        serviceTimeNanos,
        latencies.estimateNanos(station.jobs()));
  }

  private void roll(long nowNanos, Station station) {
    long elapsed = nowNanos - windowStartNanos;
    if (elapsed < WINDOW_NANOS) {
      return;
    }
    double busy = station.busyNanos();
    double seconds = elapsed / 1e9;
    utilization = (busy - busyAtStartNanos) / (elapsed * Math.min(cores, Double.MAX_VALUE));
    requestsPerSecond = completed / seconds;
    errorsPerSecond = errors / seconds;
    windowStartNanos = nowNanos;
    busyAtStartNanos = busy;
    completed = 0;
    errors = 0;
  }
}

package io.lb4j.okhttp;

import io.lb4j.request.LoadReport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one ORCA load report as they are read, one by one, from whichever form. Those that
 * no policy asks for are accepted and dropped.
 *
 * <p>ORCA has no metrics for a queue, nor for the latency of a server; they go by names of ours
 * among its named metrics.
 */
final class OrcaMetrics {

  static final String REQUESTS_IN_FLIGHT = "requests_in_flight";
  static final String LATENCY_ESTIMATE_MS = "latency_estimate_ms";
  private static final String QUEUE_LENGTH = "queue_length";
  private static final String SERVICE_TIME_MS = "service_time_ms";

  /** Beyond any load, and small enough that no sum or product of such values overflows. */
  private static final double MAX_VALUE = 1e15;

  private static final double NANOS_PER_MS = 1e6;

  private static final int MAX_NUMBER_LENGTH = 64;

  /** Possessive, so that a long row of digits is looked at once. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?+(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+");

  private double applicationUtilization = Double.NaN;
  private double cpuUtilization = Double.NaN;
  private double requestsPerSecond = Double.NaN;
  private double errorsPerSecond = Double.NaN;
  private double requestsInFlight = Double.NaN;
  private double queueLength = Double.NaN;
  private double serviceTimeMillis = Double.NaN;
  private double latencyEstimateMillis = Double.NaN;
  private boolean isEmpty = true;

  /** Takes a metric by its name in the protocol buffer, or the one that JSON gives it. */
  void put(String name, double value) throws MalformedAnswerException {
    switch (name) {
      case "application_utilization", "applicationUtilization" ->
          applicationUtilization = once(name, applicationUtilization, value);
      case "cpu_utilization", "cpuUtilization" ->
          cpuUtilization = once(name, cpuUtilization, value);
      case "rps_fractional", "rpsFractional" ->
          requestsPerSecond = once(name, requestsPerSecond, value);
      case "eps" -> errorsPerSecond = once(name, errorsPerSecond, value);
      default -> {}
    }
  }

  /** Takes a metric that the application has named. */
  void putNamed(String name, double value) throws MalformedAnswerException {
    switch (name) {
      case REQUESTS_IN_FLIGHT -> requestsInFlight = once(name, requestsInFlight, value);
      case QUEUE_LENGTH -> queueLength = once(name, queueLength, value);
      case SERVICE_TIME_MS -> serviceTimeMillis = once(name, serviceTimeMillis, value);
      case LATENCY_ESTIMATE_MS -> latencyEstimateMillis = once(name, latencyEstimateMillis, value);
      default -> {}
    }
  }

  private double once(String name, double before, double value) throws MalformedAnswerException {
    // Also false for NaN.
    if (!(value >= 0 && value <= MAX_VALUE)) {
      throw new MalformedAnswerException(
          name + " is " + value + "; it must be between 0 and " + MAX_VALUE);
    }
    if (!Double.isNaN(before)) {
      throw new MalformedAnswerException(name + " is there twice");
    }
    isEmpty = false;
    return value;
  }

  /** Reads a decimal number; Java's own parser would take {@code 0x1p3}, {@code 1d} and NaN too. */
  static double number(String name, String text) throws MalformedAnswerException {
    if (text.length() > MAX_NUMBER_LENGTH || !NUMBER.matcher(text).matches()) {
      throw new MalformedAnswerException(
          MalformedAnswerException.quote(name)
              + " is "
              + MalformedAnswerException.quote(text)
              + "; it must be a decimal number");
    }
    return Double.parseDouble(text);
  }

  /**
   * Returns what was read, or null if nothing was that a policy asks for. As in gRPC, the
   * utilization that the application reports wins over its CPU's unless it is 0, which is how
   * protocol buffers say that it is not set.
   */
  @Nullable LoadReport toLoadReport() {
    return isEmpty
        ? null
        : new LoadReport(
            applicationUtilization > 0 ? applicationUtilization : cpuUtilization,
            requestsPerSecond,
            errorsPerSecond,
            requestsInFlight,
            queueLength,
            serviceTimeMillis * NANOS_PER_MS,
            latencyEstimateMillis * NANOS_PER_MS);
  }
}

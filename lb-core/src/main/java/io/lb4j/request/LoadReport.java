package io.lb4j.request;

/**
 * What a server says about its own load, in the terms of ORCA and Prequal. A value that the server
 * did not send is {@link Double#NaN}.
 *
 * @param utilization share of the server's capacity in use; 1 is full, more is overload
 * @param requestsPerSecond requests the server handles per second, from all its clients
 * @param errorsPerSecond errors the server answers per second, to all its clients
 * @param requestsInFlight requests the server is working on
 * @param queueLength requests that wait for the server to begin
 * @param serviceTimeNanos the server's own time per request, without the network
 * @param latencyEstimateNanos the latency the server expects at its present load
 */
public record LoadReport(
    double utilization,
    double requestsPerSecond,
    double errorsPerSecond,
    double requestsInFlight,
    double queueLength,
    double serviceTimeNanos,
    double latencyEstimateNanos) {

  /**
   * Checks that no value is negative or infinite.
   *
   * @param utilization {@link #utilization()}
   * @param requestsPerSecond {@link #requestsPerSecond()}
   * @param errorsPerSecond {@link #errorsPerSecond()}
   * @param requestsInFlight {@link #requestsInFlight()}
   * @param queueLength {@link #queueLength()}
   * @param serviceTimeNanos {@link #serviceTimeNanos()}
   * @param latencyEstimateNanos {@link #latencyEstimateNanos()}
   * @throws IllegalArgumentException if one is; the message names it
   */
  public LoadReport {
    check("utilization", utilization);
    check("requestsPerSecond", requestsPerSecond);
    check("errorsPerSecond", errorsPerSecond);
    check("requestsInFlight", requestsInFlight);
    check("queueLength", queueLength);
    check("serviceTimeNanos", serviceTimeNanos);
    check("latencyEstimateNanos", latencyEstimateNanos);
  }

  private static void check(String name, double value) {
    if (value < 0 || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be finite and not negative, or NaN if unknown");
    }
  }
}

package io.lb4j.zone;

import java.util.Arrays;

/**
 * A second opinion: Envoy's zone-aware routing as its documentation words it, in whole
 * ten-thousandths and by counting hosts; the local zone comes first.
 */
final class EnvoyZones {

  private EnvoyZones() {}

  /** The chance of each zone, 0 to 1. */
  static double[] chances(int[] upstream, int[] clients) {
    long allUpstream = Arrays.stream(upstream).sum();
    long allClients = Arrays.stream(clients).sum();
    double[] chances = new double[upstream.length];
    long up0 = 10_000L * upstream[0] / allUpstream;
    long local0 = 10_000L * clients[0] / allClients;
    if (up0 > 0 && up0 >= local0) {
      chances[0] = 1;
      return chances;
    }
    long directParts = 10_000L * up0 / local0;
    double direct = directParts / 10_000.0;
    long[] residual = new long[upstream.length];
    for (int i = 1; i < residual.length; i++) {
      residual[i] =
          Math.max(0, 10_000L * upstream[i] / allUpstream - 10_000L * clients[i] / allClients);
    }
    long sum = Arrays.stream(residual).sum();
    for (int i = 0; i < chances.length; i++) {
      chances[i] = i == 0 ? direct : (1 - direct) * residual[i] / sum;
    }
    return chances;
  }
}

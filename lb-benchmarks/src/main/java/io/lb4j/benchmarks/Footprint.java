package io.lb4j.benchmarks;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.SelectionPolicy;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Heap that a balancer holds per endpoint that was never used: what is left after a full collection
 * with the balancer less what is left without, the endpoints themselves not counted.
 */
final class Footprint {

  private static final int ENDPOINTS = 200_000;

  private Footprint() {}

  static void print(PrintStream out) {
    out.println(Machine.describe());
    out.println();
    out.println("| Policy | Bytes per unused endpoint |");
    out.println("|---|--:|");
    List<Endpoint<Integer>> endpoints =
        IntStream.range(0, ENDPOINTS).mapToObj(i -> Endpoint.of("host-" + i, i)).toList();
    // The first balancer pays for loading classes.
    bytesPerEndpoint(endpoints, Policies.of(Policies.NAMES.get(0)));
    for (String name : Policies.NAMES) {
      double bytes = bytesPerEndpoint(endpoints, Policies.of(name));
      out.printf(Locale.ROOT, "| %s | %.0f |%n", name, bytes);
    }
  }

  private static double bytesPerEndpoint(
      List<Endpoint<Integer>> endpoints, SelectionPolicy policy) {
    long before = usedBytes();
    Balancer<Integer> balancer =
        Balancer.<Integer>builder("footprint").policy(policy).endpoints(endpoints).build();
    long after = usedBytes();
    balancer.close();
    return (double) (after - before) / endpoints.size();
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

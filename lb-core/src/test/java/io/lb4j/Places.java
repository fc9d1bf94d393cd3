package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.zone.LocalityPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Balancers over endpoints in several places: {@code a0}, {@code a1} … are in the zone, and the
 * region, {@code a}.
 */
final class Places {

  private Places() {}

  static Endpoint<String> endpoint(String place, int number) {
    return endpoint(place, number, builder -> builder);
  }

  static Endpoint<String> endpoint(
      String place, int number, UnaryOperator<Endpoint.Builder<String>> configure) {
    return configure
        .apply(Endpoint.builder(place + number, "target").zone(place).region(place))
        .build();
  }

  /** So many in each place: {@code "a 3, b 4"}. */
  static List<Endpoint<String>> endpoints(String sizes) {
    List<Endpoint<String>> endpoints = new ArrayList<>();
    for (String size : sizes.split(", ", -1)) {
      String[] words = size.split(" ", -1);
      for (int i = 0; i < Integer.parseInt(words[1]); i++) {
        endpoints.add(endpoint(words[0], i));
      }
    }
    return endpoints;
  }

  static VirtualFleet fleet(String sizes, LocalityPolicy policy) {
    return fleet(sizes, policy, builder -> builder);
  }

  static VirtualFleet fleet(
      String sizes, LocalityPolicy policy, UnaryOperator<BalancerBuilder<String>> configure) {
    return new VirtualFleet(
        endpoints(sizes), builder -> configure.apply(builder.localities(policy)));
  }

  static void kill(VirtualFleet fleet, String... ids) {
    for (String id : ids) {
      fleet.report(id, Outcome.connectFailure(), 5);
    }
  }

  /** The percents of a thousandfold of traffic that each place got. */
  static Map<String, Double> percents(VirtualFleet fleet) {
    return percents(fleet.traffic(5_000, Duration.ofNanos(10), id -> Outcome.success()));
  }

  static Map<String, Double> percents(Map<String, Integer> traffic) {
    double sum = traffic.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, Double> percents = new TreeMap<>();
    traffic.forEach(
        (id, count) -> percents.merge(id.substring(0, 1), 100 * count / sum, Double::sum));
    return percents;
  }

  /** What the snapshot says of the first priority: {@code "a 0.7, b 0.3"}. */
  static String shares(VirtualFleet fleet) {
    return shares(fleet.balancer, 0);
  }

  static String shares(Balancer<?> balancer, int index) {
    return String.join(
        ", ",
        balancer.snapshot().priorities().get(index).localities().stream()
            .map(Places::share)
            .toList());
  }

  private static String share(LocalitySnapshot locality) {
    return locality.name() + " " + locality.share();
  }
}

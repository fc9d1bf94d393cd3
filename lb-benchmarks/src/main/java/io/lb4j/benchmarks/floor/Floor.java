package io.lb4j.benchmarks.floor;

/** A hand-written balancer over a fixed set of hosts. */
public interface Floor {

  /** Chooses a host and takes a slot on it. */
  FloorLease select();

  /**
   * Makes the floor of a policy.
   *
   * @param policy as the benchmarks call it
   * @param targets one per host
   */
  static Floor of(String policy, Object[] targets) {
    return switch (policy) {
      case "roundRobin" -> new RoundRobinFloor(targets);
      case "random" -> new RandomFloor(targets);
      case "powerOfTwoChoices" -> new PowerOfTwoFloor(targets);
      case "peakEwma" -> new PeakEwmaFloor(targets);
      default -> throw new IllegalArgumentException("no floor for policy " + policy);
    };
  }
}
